/* hikae-web-load.c: whether a page of the site is really there, and if not, why
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine only knows that its proxy said 502; the recorder knows why. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-web-page-private.h"

#include <string.h>

static gboolean
fail (GError **error, HikaeError code, const char *message)
{
  g_set_error_literal (error, HIKAE_ERROR, code, message);
  return FALSE;
}

/* The first address of the way whose host's certificate is not right and was not allowed.
 * What is wrong with it, or with those that were, stays in "faults". */
static gboolean
find_untrusted (HikaeWebPage *self)
{
  self->faults = 0;
  for (guint i = 0; self->recorder != NULL && i < self->redirects->len; i++) {
    g_autoptr (GUri) uri =
        g_uri_parse (self->redirects->pdata[i], G_URI_FLAGS_ENCODED, NULL);
    const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
    GTlsCertificateFlags faults = 0;

    if (host == NULL || !g_str_equal (g_uri_get_scheme (uri), "https"))
      continue;
    faults = hikae_recorder_get_certificate_faults (self->recorder, host);
    self->faults |= faults;
    if (faults != 0 &&
        !g_ptr_array_find_with_equal_func (self->allowed, host, g_str_equal, NULL)) {
      self->faults = faults;
      g_free (self->untrusted);
      self->untrusted = g_strdup (host);
      return TRUE;
    }
  }
  return FALSE;
}

/* (transfer full): an address of the way as the site was asked for it. */
static char *
dup_asked (HikaeWebPage *self, guint index)
{
  const char *url = self->redirects->pdata[index];

  return g_strndup (url, strcspn (url, "#"));
}

/* (transfer full) (nullable): why the recorder answered an address of the way instead of
 * the site. */
static GError *
dup_failure (HikaeWebPage *self)
{
  for (guint i = 0; i < self->redirects->len; i++) {
    g_autofree char *url = dup_asked (self, i);
    GError *failure = hikae_recorder_dup_failure (self->recorder, url);

    if (failure != NULL)
      return failure;
  }
  return NULL;
}

gboolean
hikae_web_page_failed_at_recorder (HikaeWebPage *self)
{
  g_autoptr (GError) failure = self->recorder != NULL ? dup_failure (self) : NULL;

  return self->recorder == NULL || failure != NULL;
}

/* What to say when the recorder answered instead of the site: nothing came, or something
 * that breaks the rules. Always FALSE. */
static gboolean
fail_at_recorder (HikaeWebPage *self, GError **error)
{
  g_autoptr (GError) failure = self->recorder != NULL ? dup_failure (self) : NULL;

  if (failure == NULL || !g_error_matches (failure, HIKAE_ERROR, HIKAE_ERROR_REJECTED))
    return fail (error, HIKAE_ERROR_OFFLINE, "the page could not be reached");
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_REMOTE,
               "the site answered, but against the rules of HTTP, so that no browser "
               "shows it (%s)",
               failure->message);
  return FALSE;
}

static WebKitURIResponse *
get_response (HikaeWebPage *self)
{
  WebKitWebResource *main_resource = webkit_web_view_get_main_resource (self->view);

  return main_resource != NULL ? webkit_web_resource_get_response (main_resource) : NULL;
}

/* Before the recorder is changed for another one, whose mark is another. */
void
hikae_web_page_look_whose (HikaeWebPage *self)
{
  /* Until then the engine still has the page before. */
  WebKitURIResponse *response =
      self->committed && !self->died ? get_response (self) : NULL;
  SoupMessageHeaders *heads =
      response != NULL ? webkit_uri_response_get_http_headers (response) : NULL;
  const char *mark =
      heads != NULL ? soup_message_headers_get_one (heads, HIKAE_RECORDER_MARK) : NULL;

  if (response != NULL)
    self->status = webkit_uri_response_get_status_code (response);
  if (self->recorder == NULL ||
      g_strcmp0 (mark, hikae_recorder_get_mark (self->recorder)) != 0)
    return;
  self->own = TRUE;
  g_debug ("the recorder answered by itself");
}

/* Whether the site broke its page off so early that the engine (from 2.52 on) shows
 * nothing of it. The recorder has what came. */
static gboolean
broke_off (HikaeWebPage *self)
{
  g_autofree char *url = NULL;
  guint status = 0;

  if (self->committed || self->failure == NULL || self->recorder == NULL ||
      self->redirects->len == 0)
    return FALSE;
  url = dup_asked (self, self->redirects->len - 1);
  status = hikae_recorder_get_broken (self->recorder, url);
  if (status / 100 == 3)
    return FALSE;
  if (status != 0)
    self->status = status;
  return status != 0;
}

const char *
hikae_web_page_get_final_url (HikaeWebPage *self)
{
  /* An engine that has ended, or shows nothing, does not know. */
  if (self->redirects->len > 0 && (self->died || broke_off (self)))
    return self->redirects->pdata[self->redirects->len - 1];
  return webkit_web_view_get_uri (self->view);
}

gboolean
hikae_web_page_check_load (HikaeWebPage *self, GError **error)
{
  if (self->died)
    return fail (error, HIKAE_ERROR_INTERRUPTED, "the page made the engine stop");
  if (!hikae_web_page_check_site (self, error))
    return FALSE;
  if (broke_off (self))
    return fail (error,
                 HIKAE_ERROR_INTERRUPTED,
                 "the site broke off before anything of its page could be shown");
  return TRUE;
}

gboolean
hikae_web_page_check_site (HikaeWebPage *self, GError **error)
{
  const char *now = hikae_web_page_get_final_url (self);

  if (find_untrusted (self))
    return fail (error, HIKAE_ERROR_UNTRUSTED, "the site's certificate is not right");
  if (self->failure != NULL && !self->committed &&
      g_error_matches (self->failure,
                       WEBKIT_POLICY_ERROR,
                       WEBKIT_POLICY_ERROR_FRAME_LOAD_INTERRUPTED_BY_POLICY_CHANGE))
    return fail (
        error, HIKAE_ERROR_UNSUPPORTED, "what is at the address is a file, not a page");
  hikae_web_page_look_whose (self);
  if (self->own && hikae_web_page_get_status (self) == HIKAE_RECORDER_REFUSED)
    return fail (error,
                 HIKAE_ERROR_DENIED,
                 "at the address is no text, and this case keeps no pictures; keep the "
                 "address with \"link\"");
  if (hikae_web_page_failed_at_recorder (self) || self->own)
    return fail_at_recorder (self, error);
  if (!self->committed && self->redirects->len > 5)
    return fail (
        error, HIKAE_ERROR_REMOTE, "the site sends the page in circles, without an end");
  if (broke_off (self))
    return TRUE;
  /* The engine goes to an empty page where it may not go at all. */
  if (!self->committed || now == NULL || g_str_equal (now, "about:blank") ||
      (self->failure != NULL && !hikae_web_policy_is_web (now)))
    return fail (error, HIKAE_ERROR_OFFLINE, "the page could not be reached");
  if (!hikae_web_policy_is_web (now))
    return fail (
        error, HIKAE_ERROR_REJECTED, "only http and https pages can be captured");
  return TRUE;
}

guint
hikae_web_page_get_status (HikaeWebPage *self)
{
  return self->status;
}
