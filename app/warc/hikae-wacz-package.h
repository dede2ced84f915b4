/* hikae-wacz-package.h: the files of a WACZ and the list of their digests
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-json.h"
#include "hikae-zip-stream.h"

G_BEGIN_DECLS

#define HIKAE_WACZ_WARC_NAME "data.warc.gz"
#define HIKAE_WACZ_WARC_PATH "archive/" HIKAE_WACZ_WARC_NAME
#define HIKAE_WACZ_INDEX_PATH "indexes/index.cdx"
#define HIKAE_WACZ_PAGES_PATH "pages/pages.jsonl"

/* Ends the entry at hand and adds it to @resources. */
gboolean hikae_wacz_package_end (HikaeZipStream *zip,
                                 JsonArray *resources,
                                 const char *path,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* One entry with these bytes. */
gboolean hikae_wacz_package_add (HikaeZipStream *zip,
                                 JsonArray *resources,
                                 const char *path,
                                 const void *bytes,
                                 gsize size,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The index, sorted as bytes (element-type utf8): whole lines. */
gboolean hikae_wacz_package_add_index (HikaeZipStream *zip,
                                       JsonArray *resources,
                                       GPtrArray *lines,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* datapackage.json with @resources, its digest, and the ZIP's directory. */
gboolean hikae_wacz_package_finish (HikaeZipStream *zip,
                                    JsonObject *package,
                                    JsonArray *resources,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): canonical text. */
char *hikae_wacz_package_format (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
