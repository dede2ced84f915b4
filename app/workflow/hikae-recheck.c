/* hikae-recheck.c: whether an address still serves what was kept
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An answer says what one question got at one moment from one place, and no more: a site
 * may answer others otherwise. What can be compared is compared by bytes first, then, of
 * pictures, by PDQ; of pages by their titles. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-http.h"
#include "hikae-media-inspect.h"
#include "hikae-pdq.h"
#include "hikae-workflow.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BODY_MAX (64 * 1024 * 1024)
#define HOPS_MAX 5
#define CONNECT_SECONDS 20
#define TOTAL_SECONDS 90

/* What the pool thread needs: values, and the payload, which it may read from there. */
typedef struct {
  guint number;
  char *url;
  char *proxy; /* (nullable) */
  char *sha256;
  char *media_type;
  char *title;           /* (nullable): the page's, as it was then */
  GInputStream *payload; /* (nullable): only of a picture */
  gboolean minor;
  JsonObject *answer;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_free (self->url);
  g_free (self->proxy);
  g_free (self->sha256);
  g_free (self->media_type);
  g_free (self->title);
  g_clear_object (&self->payload);
  g_clear_pointer (&self->answer, json_object_unref);
  g_free (self);
}

static void
say (Question *self, const char *answer, const char *compared)
{
  json_object_set_string_member (self->answer, "answer", answer);
  json_object_set_string_member (self->answer, "compared", compared);
}

static gboolean
is_picture (const char *media_type)
{
  return media_type != NULL && g_ascii_strncasecmp (media_type, "image/", 6) == 0;
}

/* A nameless file in memory for the helper process, which takes only descriptors. */
static int
open_memory (GBytes *bytes, GInputStream *stream)
{
  int fd = memfd_create ("hikae-recheck", MFD_CLOEXEC);
  g_autofree guint8 *buffer = g_malloc (1024 * 1024);
  gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;
  gsize done = 0;
  gssize got = 0;
  gboolean ok = fd >= 0;

  if (ok && bytes != NULL)
    ok = write (fd, g_bytes_get_data (bytes, NULL), size) == (gssize)size;
  while (ok && stream != NULL &&
         (got = g_input_stream_read (stream, buffer, 1024 * 1024, NULL, NULL)) != 0) {
    done += (gsize)MAX (got, 0);
    ok = got > 0 && done <= BODY_MAX && write (fd, buffer, (gsize)got) == got;
  }
  if (ok && lseek (fd, 0, SEEK_SET) == 0)
    return fd;
  if (fd >= 0)
    close (fd);
  return -1;
}

/* (transfer full) (nullable): the "pdq" of the helper's report. */
static JsonObject *
find_pdq (GBytes *bytes, GInputStream *stream, GCancellable *cancellable)
{
  int fd = open_memory (bytes, stream);
  g_autoptr (JsonObject) report = NULL;
  JsonObject *pdq = NULL;

  if (fd < 0)
    return NULL;
  report = hikae_media_inspect (fd, cancellable, NULL);
  close (fd);
  pdq = report != NULL ? hikae_json_get_object (report, "pdq") : NULL;
  return pdq != NULL && hikae_json_get_int (pdq, "quality", 0) >= HIKAE_PDQ_LEAST_QUALITY
             ? json_object_ref (pdq)
             : NULL;
}

/* -1 when one of them has no fingerprint that says anything. */
static int
find_distance (Question *self, GBytes *body, GCancellable *cancellable)
{
  g_autoptr (JsonObject) then = find_pdq (NULL, self->payload, cancellable);
  g_autoptr (JsonObject) now = find_pdq (body, NULL, cancellable);
  HikaePdqHash a = {0};
  HikaePdqHash b = {0};

  if (then == NULL || now == NULL ||
      !hikae_pdq_hash_parse (hikae_json_get_string (then, "hash"), &a) ||
      !hikae_pdq_hash_parse (hikae_json_get_string (now, "hash"), &b))
    return -1;
  return (int)hikae_pdq_get_distance (&a, &b);
}

/* (transfer full) (nullable): what stands in the first <title>, blanks joined. */
static char *
dup_title (GBytes *body)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (body, &size);
  g_autofree char *head = g_strndup (text, MIN (size, 256 * 1024));
  g_autofree char *valid = g_utf8_make_valid (head, -1);
  g_autoptr (GRegex) regex = g_regex_new (
      "<title[^>]*>([^<]*)</title", G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *found = NULL;
  g_auto (GStrv) words = NULL;

  if (!g_regex_match (regex, valid, 0, &match))
    return NULL;
  found = g_match_info_fetch (match, 1);
  g_strstrip (found);
  words = g_regex_split_simple ("\\s+", found, 0, 0);
  return g_strjoinv (" ", words);
}

static void
compare (Question *self, HikaeHttpReply *reply, GCancellable *cancellable)
{
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256,
                                         g_bytes_get_data (reply->body, NULL),
                                         g_bytes_get_size (reply->body));
  g_autofree char *hex = hikae_digest_format_hex (&digest);

  json_object_set_string_member (self->answer, "sha256", hex);
  if (g_strcmp0 (hex, self->sha256) == 0) {
    say (self, "same", "digest");
    return;
  }
  if (is_picture (self->media_type) && self->payload != NULL &&
      is_picture (reply->content_type)) {
    int distance = find_distance (self, reply->body, cancellable);

    if (distance >= 0)
      json_object_set_int_member (self->answer, "pdq_distance", distance);
    say (self,
         distance >= 0 && distance <= HIKAE_PDQ_MATCH ? "same" : "changed",
         distance >= 0 ? "pdq" : "digest");
    return;
  }
  if (self->title != NULL && reply->content_type != NULL &&
      g_str_has_prefix (reply->content_type, "text/html")) {
    g_autofree char *title = dup_title (reply->body);

    if (title != NULL) {
      say (self, g_str_equal (title, self->title) ? "same" : "changed", "title");
      return;
    }
  }
  say (self, "answers", "nothing");
}

static gboolean
looks_like_login (const char *url)
{
  static const char *const marks[] = {"login",
                                      "signin",
                                      "sign-in",
                                      "sign_in",
                                      "log-in",
                                      "logon",
                                      "/auth",
                                      "/flow/",
                                      "sso"};
  g_autofree char *lower = g_ascii_strdown (url, -1);
  const char *path = strstr (lower, "://");

  for (guint i = 0; path != NULL && i < G_N_ELEMENTS (marks); i++) {
    if (strstr (path + 3, marks[i]) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* The same place under another name: scheme, "www." and a slash at the end apart. */
static char *
dup_place (const char *url)
{
  const char *at = strstr (url, "://");
  g_autofree char *name = g_ascii_strdown (at != NULL ? at + 3 : url, -1);
  char *place =
      g_strdup (g_str_has_prefix (name, "www.") ? name + strlen ("www.") : name);
  gsize length = strlen (place);

  if (length > 0 && place[length - 1] == '/')
    place[length - 1] = '\0';
  return place;
}

static void
judge (Question *self, HikaeHttpReply *reply, const char *at, GCancellable *cancellable)
{
  g_autofree char *asked = dup_place (self->url);
  g_autofree char *ended = dup_place (at);
  const guint status = reply->status;

  json_object_set_int_member (self->answer, "status", status);
  json_object_set_string_member (self->answer, "final_url", at);
  if (status == 401 || status == 407 ||
      (!g_str_equal (asked, ended) && looks_like_login (at)))
    say (self, "login", "nothing");
  else if (status == 404 || status == 410 || status == 451)
    say (self, "gone", "nothing");
  else if (status >= 300 && status < 400)
    say (self, "gone", "nothing");
  else if (status >= 400)
    say (self, "unreachable", "nothing");
  else if (!g_str_equal (asked, ended) && strchr (ended, '/') == NULL)
    say (self, "gone", "nothing"); /* sent to the front page, as many sites do */
  else if (self->minor)
    say (self, "answers", "nothing");
  else
    compare (self, reply, cancellable);
}

static void
ask_thread (GTask *job, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *self = data;
  g_autofree char *at = g_strdup (self->url);
  g_autoptr (HikaeHttpReply) reply = NULL;
  GError *error = NULL;

  for (guint hop = 0; hop <= HOPS_MAX; hop++) {
    const HikaeHttpRequest request = {
        .method = self->minor ? "HEAD" : "GET",
        .url = at,
        .accept = self->minor ? "text/html" : "*/*",
        .proxy = self->proxy,
        .max_size = BODY_MAX,
        .connect_seconds = CONNECT_SECONDS,
        .total_seconds = TOTAL_SECONDS,
    };

    g_clear_pointer (&reply, hikae_http_reply_free);
    reply = hikae_http_perform (&request, cancellable, &error);
    if (reply == NULL || reply->status / 100 != 3 || reply->location == NULL)
      break;
    g_free (at);
    at = g_strdup (reply->location);
  }
  if (hikae_error_is_cancelled (error)) {
    g_task_return_error (job, error);
    return;
  }
  if (reply != NULL) {
    judge (self, reply, at, cancellable);
  } else {
    say (self, "unreachable", "nothing");
    json_object_set_string_member (
        self->answer, "reason", hikae_error_get_name (error->code));
    g_error_free (error);
  }
  g_task_return_boolean (job, TRUE);
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (HikaeEvent) event =
      hikae_case_add_event_finish (HIKAE_CASE (source), result, &error);

  if (event == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (
        task, json_object_ref (self->answer), (GDestroyNotify)json_object_unref);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (task, error);
    return;
  }
  hikae_case_add_event_async (g_task_get_source_object (task),
                              "recheck.done",
                              self->answer,
                              NULL,
                              noted_cb,
                              g_object_ref (task));
}

static Question *
make_question (HikaeCase *open_case, HikaeItem *item, const char *proxy)
{
  Question *self = g_new0 (Question, 1);
  const char *url = hikae_item_get_claim (item, "url");

  self->number = hikae_item_get_number (item);
  self->url = g_strdup (url);
  self->proxy = proxy != NULL && *proxy != '\0' ? g_strdup (proxy) : NULL;
  self->sha256 = g_strdup (hikae_item_get_sha256 (item));
  self->media_type = g_strdup (hikae_item_get_media_type (item));
  self->title = g_strdup (hikae_item_get_claim (item, "title"));
  self->minor = hikae_case_get_minor (open_case);
  if (!self->minor && is_picture (self->media_type) && !hikae_item_get_deleted (item) &&
      hikae_item_get_size (item) <= BODY_MAX)
    self->payload = hikae_case_open_payload (open_case, self->number);
  self->answer = json_object_new ();
  json_object_set_int_member (self->answer, "item", self->number);
  json_object_set_string_member (self->answer, "url", url);
  json_object_set_int_member (self->answer, "through_proxy", self->proxy != NULL);
  return self;
}

void
hikae_recheck_async (HikaeCase *open_case,
                     guint number,
                     const char *proxy,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  g_autoptr (GTask) job = NULL;
  HikaeItem *item = hikae_case_find_item (open_case, number);
  const char *url = item != NULL ? hikae_item_get_claim (item, "url") : NULL;

  if (item == NULL) {
    g_task_return_new_error (
        task, HIKAE_ERROR, HIKAE_ERROR_NOT_FOUND, "there is no such item");
    return;
  }
  if (url == NULL || (g_ascii_strncasecmp (url, "http://", 7) != 0 &&
                      g_ascii_strncasecmp (url, "https://", 8) != 0)) {
    g_task_return_new_error (
        task, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the item has no web address to ask");
    return;
  }
  g_task_set_task_data (task, make_question (open_case, item, proxy), question_free);
  job = g_task_new (NULL, cancellable, asked_cb, g_object_ref (task));
  g_task_set_task_data (job, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (job, ask_thread);
}

JsonObject *
hikae_recheck_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
