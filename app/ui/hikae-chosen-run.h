/* hikae-chosen-run.h: one thing after the other with several items
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

G_BEGIN_DECLS

typedef enum {
  HIKAE_CHOSEN_SAVE,   /* a copy of each into a folder */
  HIKAE_CHOSEN_ASK,    /* the address of each is asked again */
  HIKAE_CHOSEN_REMOVE, /* the content of each is removed */
} HikaeChosenWork;

/* Over the open case of @session, with progress and cancel; says how many were done and
 * shows the first failure, which does not stop the rest. @numbers: (element-type guint):
 * copied. @folder: (nullable): of HIKAE_CHOSEN_SAVE; a file that is there stays as it is.
 * Main context. */
void hikae_chosen_run_start (HikaeSession *session,
                             HikaeChosenWork work,
                             GArray *numbers,
                             const char *folder);

/* What is told before addresses are asked. */
const char *hikae_chosen_run_describe_asking (gboolean through_proxy);

G_END_DECLS
