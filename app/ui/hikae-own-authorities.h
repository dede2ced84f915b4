/* hikae-own-authorities.h: the person's own time-stamp authorities: add, check, remove
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_OWN_AUTHORITIES (hikae_own_authorities_get_type ())
G_DECLARE_FINAL_TYPE (HikaeOwnAuthorities,
                      hikae_own_authorities,
                      HIKAE,
                      OWN_AUTHORITIES,
                      AdwBin)

/**
 * HikaeOwnAuthorities:
 *
 * The list lies outside every case. Emits "changed" when an authority was added or
 * removed.
 */

G_END_DECLS
