/* hikae-report-page.h: text flowing over the pages of a PDF
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle.h"

G_BEGIN_DECLS

typedef enum {
  HIKAE_REPORT_TITLE,
  HIKAE_REPORT_HEADING,
  HIKAE_REPORT_SUBHEADING,
  HIKAE_REPORT_TEXT,
  HIKAE_REPORT_LABEL,
  HIKAE_REPORT_MONO,
} HikaeReportStyle;

/**
 * HikaeReportPage:
 *
 * An A4 PDF being written into memory. Text is plain, never markup; it must already be
 * fit for display. Long words are broken anywhere, without hyphens, so that an address
 * can be copied exactly. One thread.
 */
typedef struct _HikaeReportPage HikaeReportPage;

/* @pages: how many there will be, 0 in the pass that counts them. @page_of: "{page}…". */
HikaeReportPage *hikae_report_page_new (const char *title,
                                        const char *lang,
                                        gint64 time,
                                        guint pages,
                                        const char *page_of) G_GNUC_WARN_UNUSED_RESULT;
void hikae_report_page_free (HikaeReportPage *self);
void
hikae_report_page_add (HikaeReportPage *self, HikaeReportStyle style, const char *text);
/* A label and its text beside it, kept together; nothing when @text is empty. */
void hikae_report_page_add_field (HikaeReportPage *self,
                                  const char *label,
                                  HikaeReportStyle style,
                                  const char *text);
/* A heading whose bookmark says more. */
void
hikae_report_page_add_heading (HikaeReportPage *self, const char *text, const char *mark);
/* Bookmarks of the headings in between stand under one called @text. */
void hikae_report_page_begin_group (HikaeReportPage *self, const char *text);
void hikae_report_page_end_group (HikaeReportPage *self);
/* At most @width × @height points, its sides in proportion. */
void hikae_report_page_add_picture (HikaeReportPage *self,
                                    const char *label,
                                    const HikaeBundlePicture *picture,
                                    double width,
                                    double height);
void hikae_report_page_break (HikaeReportPage *self);
/* (transfer full): the PDF; @pages: (out). The last call. */
GBytes *hikae_report_page_finish (HikaeReportPage *self,
                                  guint *pages,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeReportPage, hikae_report_page_free)

G_END_DECLS
