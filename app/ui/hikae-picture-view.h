/* hikae-picture-view.h: a picture that is not shown until somebody wants to see it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-look.h"
#include "hikae-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_PICTURE_VIEW (hikae_picture_view_get_type ())
G_DECLARE_FINAL_TYPE (HikaePictureView, hikae_picture_view, HIKAE, PICTURE_VIEW, AdwBin)

/* How long a picture stays, in seconds. */
#define HIKAE_PICTURE_SECONDS 30

/**
 * HikaePictureView:
 *
 * At first a neutral tile without a pixel; a coarse outline while a button is held; grey
 * or full by a plain choice. It goes by itself after half a minute, with Escape, when the
 * window loses the focus and when the case is locked. The pictures are made small by the
 * helper process; nothing is decoded here.
 */

/* @item: (nullable): NULL forgets everything. */
void
hikae_picture_view_show (HikaePictureView *self, HikaeSession *session, HikaeItem *item);

/* (transfer full): what GTK can draw. */
GdkTexture *hikae_picture_view_make_texture (const HikaeMediaPreview *preview)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
