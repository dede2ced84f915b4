/* hikae-report-parts.h: the sections of report.pdf that speak of single things
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle-plan.h"
#include "hikae-report-page.h"

G_BEGIN_DECLS

void hikae_report_add_timeline (HikaeReportPage *page, const HikaeBundlePlan *plan);
void hikae_report_add_exhibit (HikaeReportPage *page,
                               const HikaeBundlePlan *plan,
                               HikaeItem *item);
void hikae_report_add_seals (HikaeReportPage *page, const HikaeBundlePlan *plan);
void hikae_report_add_requests (HikaeReportPage *page, const HikaeBundlePlan *plan);

G_END_DECLS
