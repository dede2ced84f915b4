/* hikae-stamp-page.c: ask for outside time: what is sent to whom, then the answers
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-stamp-page.h"

#include "hikae-row-group.h"
#include "hikae-settings.h"
#include "hikae-stamp-queue.h"
#include "hikae-stamp-start.h"
#include "hikae-wording.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

/* Rows of the queue; more tell nobody more. */
#define MOST_WAITING 20

struct _HikaeStampPage {
  HikaePage parent_instance;

  HikaeRowGroup *sent;
  HikaeRowGroup *authorities;
  HikaeRowGroup *waiting;
  GtkWidget *stamp_button;
  HikaeRowGroup *answers;
};

G_DEFINE_FINAL_TYPE (HikaeStampPage, hikae_stamp_page, HIKAE_TYPE_PAGE)

static void
show_sent (HikaeStampPage *self)
{
  g_autofree char *proxy = hikae_settings_dup_proxy ();

  hikae_row_group_clear (self->sent);
  hikae_row_group_add_text (
      self->sent,
      "document-send-symbolic",
      _ ("One digest of 32 bytes"),
      _ ("Nobody can tell from it what you kept. No picture, no name, no address of a "
         "page is sent."));
  hikae_row_group_add_text (
      self->sent,
      "network-workgroup-symbolic",
      *proxy != '\0' ? _ ("Through your proxy") : _ ("They see your network address"),
      *proxy != '\0' ? proxy
                     : _ ("As any web site does. A proxy can be set in Settings."));
}

static const char *
get_host (const char *url)
{
  static char host[256];
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  g_strlcpy (host, uri != NULL ? g_uri_get_host (uri) : url, sizeof host);
  return host;
}

static void
show_authorities (HikaeStampPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  g_autoptr (GError) error = NULL;
  GPtrArray *authorities = hikae_session_get_authorities (session, &error);

  hikae_row_group_clear (self->authorities);
  for (guint i = 0; authorities != NULL && i < authorities->len; i++) {
    const HikaeAuthority *authority = g_ptr_array_index (authorities, i);
    g_autofree char *text =
        g_strdup_printf ("%s · %s",
                         get_host (authority->url),
                         hikae_wording_authority_class (authority->legal_class));

    hikae_row_group_add_text (
        self->authorities, "network-server-symbolic", authority->name, text);
  }
  hikae_session_fail (session, error);
  gtk_widget_set_sensitive (self->stamp_button,
                            authorities != NULL && authorities->len > 0);
}

static char *
describe_wait (const HikaeStampWait *wait)
{
  g_autofree char *since = hikae_wording_time (wait->since);
  g_autofree char *tried = hikae_wording_time (wait->tried_at);
  g_autofree char *names = NULL;
  g_autoptr (GPtrArray) failed = g_ptr_array_new ();

  for (guint i = 0; i < wait->failed->len; i++)
    g_ptr_array_add (failed,
                     (gpointer)hikae_stamp_get_authority (wait->failed->pdata[i]));
  g_ptr_array_add (failed, NULL);
  names = g_strjoinv (", ", (char **)failed->pdata);
  if (wait->valid > 0)
    return g_strdup_printf (
        /* Translators: %s is a date and time. */
        _ ("Sealed %s. One authority has answered; a second one makes it stronger."),
        since);
  if (wait->tried_at == 0)
    /* Translators: %s is a date and time. */
    return g_strdup_printf (_ ("Sealed %s. Nobody was asked yet."), since);
  return g_strdup_printf (
      /* Translators: two dates and times, then names of authorities. */
      _ ("Sealed %s. Last tried %s; no usable answer from: %s. Nothing is lost."),
      since,
      tried,
      names);
}

/* The queue: which seal lists, since when, and why. */
static void
show_waiting (HikaeStampPage *self)
{
  HikaeCase *open_case =
      hikae_session_get_case (hikae_page_get_session (HIKAE_PAGE (self)));
  g_autoptr (GPtrArray) waiting =
      open_case != NULL ? hikae_stamp_list_waiting (open_case) : NULL;

  hikae_row_group_clear (self->waiting);
  for (guint i = 0; waiting != NULL && i < MIN (waiting->len, MOST_WAITING); i++) {
    const HikaeStampWait *wait = g_ptr_array_index (waiting, i);
    /* Translators: %u is the number of a seal list. */
    g_autofree char *title = g_strdup_printf (_ ("Seal list %u"), wait->seal);
    g_autofree char *text = describe_wait (wait);

    hikae_row_group_add_text (
        self->waiting, "preferences-system-time-symbolic", title, text);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->waiting),
                          waiting != NULL && waiting->len > 0);
}

/* What was done so that the proof lasts. */
static void
show_long_life (HikaeStampPage *self, const HikaeStampRun *run)
{
  if (run->renewed > 0)
    hikae_row_group_add_text (
        self->answers,
        "emblem-ok-symbolic",
        _ ("Older stamps were renewed"),
        _ ("A new list covers them before their certificates end."));
  if (run->lists > 0)
    hikae_row_group_add_text (
        self->answers,
        "emblem-ok-symbolic",
        _ ("Lists of revoked certificates were kept"),
        _ ("They help to show, years from now, that the stamps were good."));
  if (run->lists_missing > 0)
    hikae_row_group_add_text (
        self->answers,
        "dialog-information-symbolic",
        _ ("Some lists of revoked certificates could not be had"),
        _ ("The stamps stand. The lists are asked for again the next time."));
  for (guint i = 0; i < run->revoked->len; i++)
    hikae_row_group_add_text (
        self->answers,
        "dialog-information-symbolic",
        _ ("A stamp no longer counts"),
        _ ("Its authority has revoked the certificate. Nothing of the case is lost; "
           "another authority can give outside time."));
}

static void
show_answers (HikaeStampPage *self, const HikaeStampRun *run)
{
  guint valid = 0;

  hikae_row_group_clear (self->answers);
  for (guint i = 0; i < run->stamps->len; i++) {
    HikaeStamp *stamp = g_ptr_array_index (run->stamps, i);
    g_autofree char *text = hikae_wording_stamp (stamp);
    const gboolean good = hikae_stamp_get_state (stamp) == HIKAE_STAMP_VALID;

    valid += good;
    hikae_row_group_add_text (self->answers,
                              good ? "emblem-ok-symbolic"
                                   : "preferences-system-time-symbolic",
                              hikae_stamp_get_authority (stamp),
                              text);
  }
  if (run->stamps->len == 0)
    hikae_row_group_add_text (self->answers,
                              "emblem-ok-symbolic",
                              _ ("Everything already has its outside time"),
                              NULL);
  else if (valid == 0)
    hikae_row_group_add_text (
        self->answers,
        "dialog-information-symbolic",
        _ ("Nothing is lost"),
        _ ("All items stay sealed on this computer. Ask again when you are connected."));
  show_long_life (self, run);
  gtk_widget_set_visible (GTK_WIDGET (self->answers), TRUE);
}

static void
stamped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeStampPage) self = HIKAE_STAMP_PAGE (user_data);
  HikaeCase *open_case = HIKAE_CASE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeStampRun) run = hikae_stamp_case_finish (open_case, result, &error);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  if (session == NULL)
    return;
  hikae_session_end_work (session);
  gtk_widget_set_sensitive (self->stamp_button, TRUE);
  if (!hikae_session_is_current (session, open_case))
    return;
  show_waiting (self);
  if (run != NULL)
    show_answers (self, run);
  else
    hikae_session_fail (session, error);
}

static void
stamp_cb (HikaeStampPage *self)
{
  if (hikae_stamp_start (
          hikae_page_get_session (HIKAE_PAGE (self)), stamped_cb, G_OBJECT (self)))
    gtk_widget_set_sensitive (self->stamp_button, FALSE);
}

static void
hikae_stamp_page_enter (HikaePage *page, const char *argument)
{
  HikaeStampPage *self = HIKAE_STAMP_PAGE (page);

  show_sent (self);
  show_authorities (self);
  show_waiting (self);
  gtk_widget_set_visible (GTK_WIDGET (self->answers),
                          hikae_row_group_get_count (self->answers) > 0);
}

static void
hikae_stamp_page_leave (HikaePage *page, gboolean locking)
{
  hikae_row_group_clear (HIKAE_STAMP_PAGE (page)->answers);
  hikae_row_group_clear (HIKAE_STAMP_PAGE (page)->waiting);
}

static void
hikae_stamp_page_class_init (HikaeStampPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HIKAE_PAGE_CLASS (klass)->enter = hikae_stamp_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_stamp_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-stamp-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeStampPage, sent);
  gtk_widget_class_bind_template_child (widget_class, HikaeStampPage, authorities);
  gtk_widget_class_bind_template_child (widget_class, HikaeStampPage, waiting);
  gtk_widget_class_bind_template_child (widget_class, HikaeStampPage, stamp_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeStampPage, answers);
  gtk_widget_class_bind_template_callback (widget_class, stamp_cb);
}

static void
hikae_stamp_page_init (HikaeStampPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
