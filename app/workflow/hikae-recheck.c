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
#include "hikae-page-title.h"
#include "hikae-pdq.h"
#include "hikae-workflow.h"
#include "hikae-zone.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BODY_MAX (64 * 1024 * 1024)
#define HOPS_MAX 5
/* As a browser: who runs the site is not told that evidence is kept. */
#define USER_AGENT                                                                       \
  "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
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
    g_autofree char *then = hikae_page_title_dup_joined (self->title);
    g_autofree char *title = hikae_page_title_dup (reply->body, reply->content_type);

    /* Pages of every kind share a title: an equal one does not make them the same. */
    if (title != NULL) {
      say (self, g_str_equal (title, then) ? "answers" : "changed", "title");
      return;
    }
  }
  say (self, "answers", "nothing");
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
say_unreached (Question *self, const char *reason)
{
  say (self, "unreachable", "nothing");
  json_object_set_string_member (self->answer, "reason", reason);
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
      (!g_str_equal (asked, ended) && hikae_page_is_login (at)))
    say (self, "login", "nothing");
  else if (status == 404 || status == 410 || status == 451)
    say (self, "gone", "nothing");
  else if (status >= 300 && status < 400)
    say_unreached (self, "redirects"); /* too many of them, or one that leads nowhere */
  else if (status >= 400)
    say (self, "unreachable", "nothing");
  else if (!g_str_equal (asked, ended) && strchr (ended, '/') == NULL)
    say (self, "elsewhere", "nothing");
  else if (self->minor || reply->is_cut)
    say (self, "answers", "nothing");
  else
    compare (self, reply, cancellable);
  if (reply->is_cut)
    json_object_set_string_member (self->answer, "reason", "too-large");
}

/* Whether @url names this computer or its own network; TRUE for what cannot be read. */
static gboolean
is_local (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return host == NULL || hikae_zone_is_local_name (host);
}

static HikaeHttpReply *
ask_once (Question *self,
          const char *url,
          gboolean refuse_local,
          GCancellable *cancellable,
          GError **error)
{
  const HikaeHttpRequest request = {
      .method = self->minor ? "HEAD" : "GET",
      .url = url,
      .accept = self->minor ? "text/html" : "*/*",
      .proxy = self->proxy,
      .max_size = BODY_MAX,
      .connect_seconds = CONNECT_SECONDS,
      .total_seconds = TOTAL_SECONDS,
      .user_agent = USER_AGENT,
      .refuse_local = refuse_local,
      .cut_body = TRUE,
  };

  return hikae_http_perform (&request, cancellable, error);
}

/* A site on the internet leads nobody into the network at home: neither by the address
 * it sends on to nor by what its names resolve to. */
static void
ask_thread (GTask *job, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *self = data;
  const gboolean is_public = !is_local (self->url);
  g_autofree char *at = g_strdup (self->url);
  g_autoptr (HikaeHttpReply) reply = NULL;
  gboolean led_inside = FALSE;
  GError *error = NULL;

  for (guint hop = 0; hop <= HOPS_MAX; hop++) {
    g_clear_pointer (&reply, hikae_http_reply_free);
    reply = ask_once (self, at, is_public, cancellable, &error);
    if (reply == NULL || reply->status / 100 != 3 || reply->location == NULL ||
        hop == HOPS_MAX)
      break;
    led_inside = is_public && is_local (reply->location);
    if (led_inside)
      break;
    g_free (at);
    at = g_strdup (reply->location);
  }
  if (hikae_error_is_cancelled (error)) {
    g_task_return_error (job, error);
    return;
  }
  if (led_inside) {
    json_object_set_int_member (self->answer, "status", reply->status);
    json_object_set_string_member (self->answer, "final_url", at);
    say_unreached (self, "local");
  } else if (reply != NULL) {
    judge (self, reply, at, cancellable);
  } else {
    say_unreached (
        self,
        error->code == HIKAE_ERROR_DENIED ? "local" : hikae_error_get_name (error->code));
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

gboolean
hikae_recheck_takes (const char *url)
{
  return g_ascii_strncasecmp (url, "http://", 7) == 0 ||
         g_ascii_strncasecmp (url, "https://", 8) == 0;
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
  if (url == NULL || !hikae_recheck_takes (url)) {
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
