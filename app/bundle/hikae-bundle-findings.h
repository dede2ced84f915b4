/* hikae-bundle-findings.h: what the files of a bundle say of themselves
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle-plan.h"
#include "hikae-report-page.h"

G_BEGIN_DECLS

/* Asks for the findings of every picture and film that goes along, and adds its size to
 * @progress after each; none in minor mode. FALSE: cancelled. Writing thread. */
gboolean hikae_bundle_load_findings (HikaeBundlePlan *plan,
                                     HikaeProgress *progress,
                                     GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Bytes that hikae_bundle_load_findings() will look at. */
guint64 hikae_bundle_measure_findings (const HikaeBundlePlan *plan);
/* (transfer full): data/findings.json: README.md of this folder. */
GBytes *
hikae_bundle_render_findings (const HikaeBundlePlan *plan) G_GNUC_WARN_UNUSED_RESULT;
/* The sentences in the exhibit, and last that no mark does not mean real. Nothing when
 * @item was not looked at. */
void hikae_report_add_findings (HikaeReportPage *page,
                                const HikaeBundlePlan *plan,
                                HikaeItem *item);

/* A picture or film of a size that is not looked into; that is said. */
gboolean hikae_bundle_is_too_large_to_inspect (HikaeItem *item);

G_END_DECLS
