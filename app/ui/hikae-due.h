/* hikae-due.h: which clocks run: from the requests of a case to a list of what is due
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"

G_BEGIN_DECLS

/**
 * HikaeDue:
 * @request: its number
 * @time: when it is due, microseconds UTC; 0 when the law names no number
 * @title: (owned): what is due, translated or from the law pack, made safe to show
 * @text: (owned): until when, whose limit it is
 */
typedef struct {
  guint request;
  gint64 time;
  gboolean is_past;
  char *title;
  char *text;
} HikaeDue;

/* (transfer full) (element-type HikaeDue): the next first. A clock starts when the letter
 * was marked as sent; hours count from that instant, days by the local calendar with the
 * first day not counted. Closed letters and those taken down have none. */
GPtrArray *hikae_due_list (HikaeCase *open_case) G_GNUC_WARN_UNUSED_RESULT;
/* The same for one letter. */
GPtrArray *hikae_due_list_for (HikaeCase *open_case,
                               HikaeRequest *request) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
