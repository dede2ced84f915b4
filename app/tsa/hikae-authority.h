/* hikae-authority.h: a time-stamp authority and the anchors pinned for it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeAuthority:
 * @id: [a-z0-9-]{1,32}
 * @legal_class: "qualified", "accredited" or "plain"; "own": named by the person
 * @anchors: PEM of roots (and intermediates) pinned for this authority only
 * @spacing_seconds: least time between two requests to its host
 */
typedef struct {
  char *id;
  char *name;
  char *url;
  char *legal_class;
  GBytes *anchors;
  GBytes *untrusted; /* (nullable) */
  char *policies;    /* (nullable): space-separated OIDs */
  guint spacing_seconds;
  gboolean is_default;
  char *last_checked; /* (nullable): ISO date */
} HikaeAuthority;

/* [a-z0-9-]{1,32}. */
gboolean hikae_authority_is_id (const char *id);
/* (transfer full) (element-type HikaeAuthority): those shipped in the program's data. */
GPtrArray *hikae_authority_list_shipped (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): one named by the user: @url and a PEM file of anchors (@ca nullable:
 * then the anchors of the shipped authority with that URL or id, or none). */
HikaeAuthority *hikae_authority_new_for_url (const char *url,
                                             GBytes *ca,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): its address without the name and password that stand in some: those
 * are for the request alone, and neither kept with a stamp nor shown. */
char *hikae_authority_dup_shown_url (const HikaeAuthority *self);
HikaeAuthority *hikae_authority_copy (const HikaeAuthority *self);
void hikae_authority_free (HikaeAuthority *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeAuthority, hikae_authority_free)

G_END_DECLS
