/* hikae-due.h: time limits that run, in words
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"
#include "hikae-law-pack.h"

G_BEGIN_DECLS

/**
 * HikaeDue:
 * @request: its number; 0: the person's own
 * @time: when it is due, microseconds UTC; 0 when it has not begun
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

/* (transfer full) (element-type HikaeDue): hikae_running_clocks_list() in words. */
GPtrArray *hikae_due_list (HikaeCase *open_case,
                           const HikaeLawPack *pack) G_GNUC_WARN_UNUSED_RESULT;
/* The same for one letter. */
GPtrArray *hikae_due_list_for (HikaeCase *open_case,
                               HikaeRequest *request,
                               const HikaeLawPack *pack) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): a clock of a law pack that has not begun, in words: "7 days from when
 * the request arrives (a limit set by law)". */
char *hikae_due_describe_clock (JsonObject *clock) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
