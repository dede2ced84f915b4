/* hikae-pages.c: the pages of the window, each made when it is first shown
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-pages.h"

#include "hikae-access-page.h"
#include "hikae-bases-page.h"
#include "hikae-case-page.h"
#include "hikae-check-page.h"
#include "hikae-error.h"
#include "hikae-guide-page.h"
#include "hikae-hand-over-page.h"
#include "hikae-help-page.h"
#include "hikae-keys-page.h"
#include "hikae-letter-page.h"
#include "hikae-letters-page.h"
#include "hikae-module.h"
#include "hikae-new-page.h"
#include "hikae-questions-page.h"
#include "hikae-queue-page.h"
#include "hikae-recovery-page.h"
#include "hikae-redact-page.h"
#include "hikae-request-page.h"
#include "hikae-settings-page.h"
#include "hikae-sheet-page.h"
#include "hikae-stamp-page.h"
#include "hikae-text-page.h"
#include "hikae-timeline-page.h"
#include "hikae-unlock-page.h"
#include "hikae-verify-page.h"
#include "hikae-welcome-page.h"

#include <glib/gi18n.h>

typedef struct {
  const char *name;
  GType (*get_type) (void);
  const char *title;
  const char *back; /* (nullable): where Back leads; none at the root */
  gboolean needs_case;
} PageEntry;

static const PageEntry entries[] = {
    {"welcome", hikae_welcome_page_get_type, "Hikae", NULL, FALSE},
    {"help", hikae_help_page_get_type, N_ ("Get help now"), "welcome", FALSE},
    {"new", hikae_new_page_get_type, N_ ("New case"), "welcome", FALSE},
    {"recovery", hikae_recovery_page_get_type, N_ ("Recovery sheet"), NULL, TRUE},
    {"unlock", hikae_unlock_page_get_type, "Hikae", "welcome", FALSE},
    {"case", hikae_case_page_get_type, N_ ("Case"), NULL, TRUE},
    {"redact", hikae_redact_page_get_type, N_ ("A changed copy"), "case", TRUE},
    {"text", hikae_text_page_get_type, N_ ("Add"), "case", TRUE},
    {"stamp", hikae_stamp_page_get_type, N_ ("Outside time"), "case", TRUE},
    {"queue", hikae_queue_page_get_type, N_ ("Still waiting"), "case", TRUE},
    {"timeline", hikae_timeline_page_get_type, N_ ("Timeline"), "case", TRUE},
    {"questions", hikae_questions_page_get_type, N_ ("Which letter fits"), "case", TRUE},
    {"bases", hikae_bases_page_get_type, N_ ("What you can ask for"), "questions", TRUE},
    {"letter", hikae_letter_page_get_type, N_ ("Write the letter"), "bases", TRUE},
    {"letters", hikae_letters_page_get_type, N_ ("Letters"), "case", TRUE},
    {"request", hikae_request_page_get_type, N_ ("Letter"), "letters", TRUE},
    {"sheet", hikae_sheet_page_get_type, N_ ("How to go on"), "request", TRUE},
    {"hand-over", hikae_hand_over_page_get_type, N_ ("Hand over"), "case", TRUE},
    {"access", hikae_access_page_get_type, N_ ("Who can open it"), "case", TRUE},
    {"verify", hikae_verify_page_get_type, N_ ("Check this case"), "case", TRUE},
    {"check", hikae_check_page_get_type, N_ ("Check a bundle"), "welcome", FALSE},
    {"settings", hikae_settings_page_get_type, N_ ("Settings"), "welcome", FALSE},
    {"keys", hikae_keys_page_get_type, N_ ("Keyboard shortcuts"), "welcome", FALSE},
    {"guide",
     hikae_guide_page_get_type,
     N_ ("First steps and answers"),
     "welcome",
     FALSE},
#ifdef HIKAE_HAVE_WEB
    {"browser", NULL, N_ ("Web page"), "case", TRUE},
#endif
};

static const PageEntry *
find_entry (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (g_str_equal (entries[i].name, name))
      return &entries[i];
  return NULL;
}

gboolean
hikae_pages_has (const char *name)
{
  return find_entry (name) != NULL;
}

gboolean
hikae_pages_need_case (const char *name)
{
  const PageEntry *entry = find_entry (name);

  return entry != NULL && entry->needs_case;
}

HikaePage *
hikae_pages_new (const char *name, GError **error)
{
  const PageEntry *entry = find_entry (name);
  GType type = G_TYPE_INVALID;

  if (entry == NULL) {
    g_set_error_literal (error, HIKAE_ERROR, HIKAE_ERROR_NOT_FOUND, "no such page");
    return NULL;
  }
  type = entry->get_type != NULL ? entry->get_type ()
                                 : hikae_module_find_browser_page (error);
  if (type == G_TYPE_INVALID)
    return NULL;
  return g_object_new (type, "title", _ (entry->title), "back", entry->back, NULL);
}
