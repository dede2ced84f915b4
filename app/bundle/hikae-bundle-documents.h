/* hikae-bundle-documents.h: the files of a bundle that are made, not copied
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle-plan.h"

G_BEGIN_DECLS

/* All of them: (transfer full), the same content gives the same bytes. */
GBytes *
hikae_bundle_render_verify (const HikaeBundlePlan *plan) G_GNUC_WARN_UNUSED_RESULT;
/* @members: (element-type HikaeBundleMember): what the page lists and can check. */
GBytes *hikae_bundle_render_start_page (const HikaeBundlePlan *plan,
                                        GPtrArray *members) G_GNUC_WARN_UNUSED_RESULT;
GBytes *hikae_bundle_render_report (const HikaeBundlePlan *plan,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* FRE 902(13)/(14), or with @japan 証拠説明書: drafts of the payloads that go along. */
GBytes *hikae_bundle_render_certification (const HikaeBundlePlan *plan,
                                           gboolean japan) G_GNUC_WARN_UNUSED_RESULT;
/* data/choice.json: canonical JSON "hikae-bundle/1": README.md of this folder. */
GBytes *
hikae_bundle_render_choice (const HikaeBundlePlan *plan) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): hikae_bundle_describe(). */
char **hikae_bundle_plan_describe (const HikaeBundlePlan *plan,
                                   const char *lang) G_GNUC_WARN_UNUSED_RESULT;
/* JSON schema of data/meta, as shipped. */
GBytes *hikae_bundle_load_schema (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
