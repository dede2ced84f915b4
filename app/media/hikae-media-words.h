/* hikae-media-words.h: findings said in sentences
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-json.h"

G_BEGIN_DECLS

/* (transfer full): what @report (see hikae_media_report_make()) found, as an array of
 * {"strength","en","ja"}: each finding a sentence that says how far it carries, in the
 * words of `data/media/words.json`. @strength: "signed", "marker", "text", "fact" (of a
 * seal) or "note". Never empty: without a mark it says that none was found, and that this
 * does not mean the picture is real. Foreign text in it is made safe to show.
 * %HIKAE_ERROR_DAMAGED when the words themselves are broken. */
JsonArray *hikae_media_say_findings (JsonObject *report,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
