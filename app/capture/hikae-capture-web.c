/* hikae-capture-web.c: a web page becomes drafts, through the helper that has the engine
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-capture-web.h"

#include "hikae-capture.h"
#include "hikae-error.h"
#include "hikae-frame.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

struct _HikaeCaptureWeb {
  GSubprocess *helper; /* (nullable): the capture is in this process */
  GInputStream *pipe;
  JsonObject *facts;        /* (nullable): until they came */
  HikaeFrameSource *source; /* (nullable): the payload handed out */
  guint8 type;              /* of the draft handed out */
  guint archive;            /* its item's number, 0 until kept */
  gboolean ended;
};

static char *
find_helper (void)
{
  const char *told = g_getenv ("HIKAE_WEB_CAPTURE");

  if (told != NULL)
    return g_strdup (told);
  return g_build_filename (HIKAE_LIBEXECDIR, "hikae-web-capture", NULL);
}

static gboolean
check_choice (const HikaeCaptureWebChoice *choice, GError **error)
{
  if (!hikae_capture_check_url (choice->url, error))
    return FALSE;
  if (g_ascii_strncasecmp (choice->url, "http://", 7) == 0 ||
      g_ascii_strncasecmp (choice->url, "https://", 8) == 0)
    return TRUE;
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_REJECTED,
                       "only http and https pages can be captured");
  return FALSE;
}

static char *
format_wish (const HikaeCaptureWebChoice *choice)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) wish = json_object_new ();

  json_object_set_string_member (wish, "url", choice->url);
  if (choice->proxy != NULL)
    json_object_set_string_member (wish, "proxy", choice->proxy);
  if (choice->allow_host != NULL)
    json_object_set_string_member (wish, "allow_host", choice->allow_host);
  json_object_set_int_member (
      wish, "wait", MIN (choice->wait_seconds, HIKAE_CAPTURE_WAIT_MAX));
  json_object_set_int_member (wish, "text_only", choice->text_only ? 1 : 0);
  json_object_set_int_member (wish, "load", choice->load_seconds);
  json_object_set_int_member (wish, "picture_bytes", choice->picture_bytes);
  json_node_set_object (node, wish);
  return hikae_json_format_canonical (node);
}

/* In the child: Ctrl+C is for the program that asks, which says what is to end. */
static void
leave_group (gpointer data)
{
  (void)setpgid (0, 0);
}

static GSubprocess *
start_helper (void)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *program = find_helper ();

  g_subprocess_launcher_set_child_setup (launcher, leave_group, NULL, NULL);
  return g_subprocess_launcher_spawn (launcher, NULL, program, NULL);
}

HikaeCaptureWeb *
hikae_capture_web_start (const HikaeCaptureWebChoice *choice, GError **error)
{
  g_autoptr (HikaeCaptureWeb) self = NULL;
  g_autofree char *wish = NULL;
  GError *io_error = NULL;
  GOutputStream *in = NULL;

  if (!check_choice (choice, error))
    return NULL;
  self = g_new0 (HikaeCaptureWeb, 1);
  self->helper = start_helper ();
  if (self->helper == NULL) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_UNSUPPORTED,
                         "this Hikae was built without web capture; take a screenshot "
                         "or save the page and add the file");
    return NULL;
  }
  self->pipe = g_object_ref (g_subprocess_get_stdout_pipe (self->helper));
  wish = format_wish (choice);
  in = g_subprocess_get_stdin_pipe (self->helper);
  if (!g_output_stream_write_all (in, wish, strlen (wish), NULL, NULL, &io_error) ||
      !g_output_stream_close (in, NULL, &io_error)) {
    hikae_error_take_from_io (error, io_error, "starting the capture");
    return NULL;
  }
  return g_steal_pointer (&self);
}

HikaeCaptureWeb *
hikae_capture_web_new_for_pipe (GInputStream *pipe)
{
  HikaeCaptureWeb *self = g_new0 (HikaeCaptureWeb, 1);

  self->pipe = g_object_ref (pipe);
  return self;
}

void
hikae_capture_web_free (HikaeCaptureWeb *self)
{
  if (self == NULL)
    return;
  if (self->helper != NULL && !self->ended)
    g_subprocess_force_exit (self->helper);
  g_clear_object (&self->helper);
  g_clear_object (&self->pipe);
  g_clear_object (&self->source);
  g_clear_pointer (&self->facts, json_object_unref);
  g_free (self);
}

void
hikae_capture_web_stop (HikaeCaptureWeb *self)
{
  g_return_if_fail (self->helper != NULL);
  g_subprocess_send_signal (self->helper, SIGINT);
}

void
hikae_capture_web_abort (HikaeCaptureWeb *self)
{
  g_return_if_fail (self->helper != NULL);
  g_subprocess_force_exit (self->helper);
}

/* (transfer full) (nullable): the JSON object of one frame. */
static JsonObject *
read_object (HikaeCaptureWeb *self, gsize size, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  gsize got = 0;

  if (size <= HIKAE_FRAME_TEXT_MAX) {
    text = g_malloc0 (size + 1);
    if (g_input_stream_read_all (self->pipe, text, size, &got, NULL, NULL) && got == size)
      node = hikae_json_parse (text, (gssize)size, HIKAE_FRAME_TEXT_MAX, NULL);
  }
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_object_ref (json_node_get_object (node));
  g_set_error_literal (
      error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the capture cannot be read");
  return NULL;
}

/* Always FALSE: what the helper said is the error. */
static gboolean
set_error_from (JsonObject *object, GError **error)
{
  const char *message = hikae_json_get_string (object, "message");
  gint64 code = hikae_json_get_int (object, "code", HIKAE_ERROR_FAILED);

  if (code < 0 || code > HIKAE_ERROR_INTERRUPTED)
    code = HIKAE_ERROR_FAILED;
  g_set_error (error,
               HIKAE_ERROR,
               (int)code,
               "capturing the page: %s",
               message != NULL ? message : "it failed");
  return FALSE;
}

static void
copy_facts (HikaeCaptureWeb *self, HikaeDraft *draft)
{
  static const char *const claims[] = {
      "url", "final_url", "title", "account", "account_id", "posted_at", NULL};
  JsonObject *facts = hikae_draft_get_facts (draft);
  g_autoptr (GList) names = NULL;

  if (self->facts == NULL)
    return;
  names = json_object_get_members (self->facts);
  for (GList *l = names; l != NULL; l = l->next) {
    const char *name = l->data;
    const char *text = hikae_json_get_string (self->facts, name);

    if (text != NULL && g_strv_contains (claims, name))
      hikae_draft_set_claim (draft, name, text);
    else if (text != NULL)
      json_object_set_string_member (facts, name, text);
    else
      json_object_set_int_member (facts, name, hikae_json_get_int (self->facts, name, 0));
  }
}

typedef struct {
  guint8 type;
  HikaeItemKind kind;
  const char *name;
  const char *media_type;
  gboolean derived;
} Part;

static const Part parts[] = {
    {HIKAE_FRAME_PICTURE, HIKAE_ITEM_SCREENSHOT, "page.png", "image/png", FALSE},
    {HIKAE_FRAME_ARCHIVE, HIKAE_ITEM_WEB_PAGE, "page.wacz", "application/wacz", FALSE},
    {HIKAE_FRAME_TEXT, HIKAE_ITEM_DERIVED, "page.txt", "text/plain", TRUE},
    {HIKAE_FRAME_COPY, HIKAE_ITEM_DERIVED, "page.mhtml", "multipart/related", TRUE},
};
/* All that a capture in minor mode is. */
static const Part minor_part = {HIKAE_FRAME_TEXT,
                                HIKAE_ITEM_LINK,
                                "page.txt",
                                "text/plain",
                                FALSE};

/* (nullable): when frames of that type are no payload. */
static const Part *
find_part (HikaeCaptureWeb *self, guint8 type)
{
  gboolean minor =
      self->facts != NULL && hikae_json_get_int (self->facts, "text_only", 0);

  if (minor)
    return type == minor_part.type ? &minor_part : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (parts[i].type == type)
      return &parts[i];
  }
  return NULL;
}

static HikaeDraft *
make_draft (HikaeCaptureWeb *self, const Part *part, gsize size)
{
  g_autoptr (GInputStream) stream = hikae_frame_source_new (self->pipe, part->type, size);
  HikaeDraft *draft = hikae_draft_new (part->kind, part->name, part->media_type, stream);

  json_object_set_string_member (hikae_draft_get_facts (draft), "method", "web");
  copy_facts (self, draft);
  if (part->derived)
    hikae_draft_set_derived_from (draft, self->archive);
  g_set_object (&self->source, HIKAE_FRAME_SOURCE (stream));
  self->type = part->type;
  return draft;
}

void
hikae_capture_web_set_kept (HikaeCaptureWeb *self, guint number)
{
  if (self->type == HIKAE_FRAME_ARCHIVE)
    self->archive = number;
}

HikaeDraft *
hikae_capture_web_next (HikaeCaptureWeb *self, GError **error)
{
  while (!self->ended) {
    guint8 type = 0;
    gsize size = 0;
    const Part *part = NULL;
    g_autoptr (JsonObject) object = NULL;

    if (self->source != NULL)
      g_return_val_if_fail (hikae_frame_source_get_next (self->source, &type, &size),
                            NULL);
    else if (!hikae_frame_read_head (self->pipe, &type, &size, error))
      return NULL;
    g_clear_object (&self->source);
    part = find_part (self, type);
    if (part != NULL)
      return make_draft (self, part, size);
    self->ended = type == HIKAE_FRAME_END;
    if (self->ended)
      break;
    object = read_object (self, size, error);
    if (object == NULL)
      return NULL;
    if (type == HIKAE_FRAME_FACTS) {
      g_clear_pointer (&self->facts, json_object_unref);
      self->facts = g_steal_pointer (&object);
    } else {
      (void)set_error_from (object, error);
      return NULL;
    }
  }
  return NULL;
}
