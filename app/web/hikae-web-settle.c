/* hikae-web-settle.c: whether a page has come, and has come to rest
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-web-capture-private.h"

/* Nothing on the way for so long: before the page is gone through, after which there is
 * more to wait for anyway; then, in a page without anything that could ask by itself;
 * when going through it brought nothing; and otherwise. */
#define QUIET_FIRST_MS 200
#define QUIET_STILL_MS 50
#define QUIET_STATIC_MS 250
#define QUIET_MS 500
#define SETTLE_EXTRA_SECONDS 10

/* Notes when something was last on its way. */
static void
listen_for_bytes (HikaeWebCapture *self, gint64 now)
{
  HikaeRecorder *recorder = self->page->recorder;
  guint64 bytes = hikae_recorder_get_bytes (recorder);

  if (bytes != self->bytes || hikae_recorder_get_open (recorder) > 0)
    self->quiet_since = now;
  self->bytes = bytes;
}

static gint64
get_quiet_ms (HikaeWebCapture *self)
{
  if (!self->scrolled)
    return QUIET_FIRST_MS;
  if (self->bytes != self->bytes_loaded)
    return QUIET_MS;
  return self->still ? QUIET_STILL_MS : QUIET_STATIC_MS;
}

/* Whether nothing has arrived for a moment, or it has been waited long enough. */
static gboolean
has_settled (HikaeWebCapture *self, gint64 now)
{
  const gint64 quiet = get_quiet_ms (self);

  return now >= self->least &&
         (now - self->quiet_since >= quiet * 1000 ||
          now >= self->least + SETTLE_EXTRA_SECONDS * G_USEC_PER_SEC);
}

gboolean
hikae_web_settle (HikaeWebCapture *self, gint64 now, GError **error)
{
  HikaeWebPage *page = self->page;

  listen_for_bytes (self, now);
  if (page->loading) {
    if (now - self->began < self->load_seconds * G_USEC_PER_SEC)
      return TRUE;
    if (!page->committed) {
      g_set_error_literal (
          error, HIKAE_ERROR, HIKAE_ERROR_OFFLINE, "the site did not answer in time");
      return FALSE;
    }
    page->cut = TRUE;
    page->loading = FALSE;
    webkit_web_view_stop_loading (page->view);
  }
  if (!hikae_web_page_check_load (page, error))
    return FALSE;
  if (page->stage == HIKAE_WEB_STAGE_LOADING) {
    self->least = now + self->wait_seconds * G_USEC_PER_SEC;
    hikae_web_page_set_stage (page, HIKAE_WEB_STAGE_SETTLING);
  }
  if (has_settled (self, now)) {
    if (!self->scrolled) {
      self->bytes_loaded = self->bytes;
      self->loads = page->loads;
    }
    return FALSE;
  }
  return TRUE;
}
