/* hikae-media-c2pa.h: content credentials: what is stated, and whether it is intact
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-json.h"
#include "hikae-media-container.h"

G_BEGIN_DECLS

#define HIKAE_C2PA_MANIFESTS_MAX 64

/* (transfer full): {"present", "active", "manifests":[…], "signature", "assertions",
 * "data_hash", "signer", "certificate_expired"…} for @container's manifest store over the
 * file's @bytes. Every manifest is walked, since the claim of AI may stand in an
 * ingredient; what they state is also added to the container's texts (carrier "c2pa";
 * "c2pa-doubtful" where the seal does not hold or the file was changed).
 * Separate facts: "intact", "broken", "not-checked" — never one verdict. Nothing is
 * fetched; whether the signer is on the shipped list is one more fact. */
JsonObject *hikae_media_c2pa_read (HikaeMediaContainer *container,
                                   const guint8 *bytes,
                                   gsize size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
