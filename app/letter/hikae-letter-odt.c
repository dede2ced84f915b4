/* hikae-letter-odt.c: a letter for a word processor
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OpenDocument 1.3: the media type is the first entry and stored, as part 3 §3.3 asks. */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-letter-private.h"
#include "hikae-text.h"

#include <string.h>
#include <zip.h>

#define ODT_MAX (64 * 1024 * 1024)
#define MEDIA_TYPE "application/vnd.oasis.opendocument.text"

static const char manifest[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<manifest:manifest"
    " xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\""
    " manifest:version=\"1.3\">\n"
    "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\""
    " manifest:media-type=\"" MEDIA_TYPE "\"/>\n"
    "<manifest:file-entry manifest:full-path=\"content.xml\""
    " manifest:media-type=\"text/xml\"/>\n"
    "<manifest:file-entry manifest:full-path=\"styles.xml\""
    " manifest:media-type=\"text/xml\"/>\n"
    "<manifest:file-entry manifest:full-path=\"meta.xml\""
    " manifest:media-type=\"text/xml\"/>\n"
    "</manifest:manifest>\n";

static const struct {
  HikaeBlockKind kind;
  const char *style;
} styles[] = {
    {HIKAE_BLOCK_TITLE, "HTitle"},
    {HIKAE_BLOCK_HEADING, "HHeading"},
    {HIKAE_BLOCK_RIGHT, "HRight"},
    {HIKAE_BLOCK_CENTER, "HCenter"},
    {HIKAE_BLOCK_BULLET, "HBullet"},
    {HIKAE_BLOCK_SMALL, "HSmall"},
};

static const char *
find_style (HikaeBlockKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    if (styles[i].kind == kind)
      return styles[i].style;
  return "HText";
}

/* Runs of blanks would be folded by a reader of the format; line ends are elements. */
static void
append_text (GString *xml, const char *text)
{
  g_autofree char *escaped = hikae_text_for_html (text);
  gboolean blank = TRUE;

  for (const char *at = escaped; *at != '\0'; at++) {
    if (*at == '\n')
      g_string_append (xml, "<text:line-break/>");
    else if (*at == ' ' && blank)
      g_string_append (xml, "<text:s/>");
    else
      g_string_append_c (xml, *at);
    blank = *at == ' ' || *at == '\n';
  }
}

static void
append_paragraph (GString *xml, const char *style, const char *before, const char *text)
{
  g_string_append_printf (xml, "<text:p text:style-name=\"%s\">%s", style, before);
  append_text (xml, text);
  g_string_append (xml, "</text:p>\n");
}

static void
append_row (GString *xml, const HikaeBlock *block)
{
  g_string_append (xml,
                   "<table:table-row>"
                   "<table:table-cell table:style-name=\"HCell\">");
  append_paragraph (xml, "HText", "", block->label);
  g_string_append (xml,
                   "</table:table-cell><table:table-cell table:style-name=\"HCell\">");
  append_paragraph (xml, "HText", "", block->text);
  g_string_append (xml, "</table:table-cell></table:table-row>\n");
}

static char *
format_content (const HikaeLetter *self)
{
  GString *xml = g_string_new (
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<office:document-content"
      " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
      " xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\""
      " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""
      " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""
      " xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\""
      " office:version=\"1.3\">\n<office:automatic-styles>"
      "<style:style style:name=\"HLabels\" style:family=\"table-column\">"
      "<style:table-column-properties style:column-width=\"4.4cm\"/></style:style>"
      "<style:style style:name=\"HValues\" style:family=\"table-column\">"
      "<style:table-column-properties style:column-width=\"12.6cm\"/></style:style>"
      "<style:style style:name=\"HCell\" style:family=\"table-cell\">"
      "<style:table-cell-properties fo:border=\"0.5pt solid #000000\""
      " fo:padding=\"0.15cm\"/></style:style>"
      "</office:automatic-styles>\n<office:body><office:text>\n");
  gboolean in_table = FALSE;

  for (guint i = 0; i < self->blocks->len; i++) {
    const HikaeBlock *block = g_ptr_array_index (self->blocks, i);
    gboolean row = block->kind == HIKAE_BLOCK_ROW;

    if (row && !in_table)
      g_string_append (xml,
                       "<table:table><table:table-column table:style-name=\"HLabels\"/>"
                       "<table:table-column table:style-name=\"HValues\"/>\n");
    if (!row && in_table)
      g_string_append (xml, "</table:table>\n");
    in_table = row;
    if (row)
      append_row (xml, block);
    else
      append_paragraph (xml,
                        find_style (block->kind),
                        block->kind == HIKAE_BLOCK_BULLET ? "• " : "",
                        block->text);
  }
  g_string_append (xml, in_table ? "</table:table>\n" : "");
  g_string_append (xml, "</office:text></office:body></office:document-content>\n");
  return g_string_free (xml, FALSE);
}

static char *
format_meta (const HikaeLetter *self)
{
  g_autofree char *title = hikae_text_for_html (self->subject);
  g_autofree char *when =
      hikae_clock_format_utc (self->now / G_USEC_PER_SEC * G_USEC_PER_SEC);

  return g_strdup_printf (
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<office:document-meta"
      " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
      " xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\""
      " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.3\">"
      "<office:meta><meta:generator>Hikae</meta:generator><dc:title>%s</dc:title>"
      "<dc:language>%s</dc:language><meta:creation-date>%s</meta:creation-date>"
      "<dc:date>%s</dc:date></office:meta></office:document-meta>\n",
      title,
      self->lang,
      when,
      when);
}

static gboolean
add_entry (zip_t *zip, const char *name, const char *text, gboolean stored)
{
  gsize size = strlen (text);
  zip_source_t *source = zip_source_buffer (zip, text, size, 0);
  zip_int64_t index =
      source != NULL ? zip_file_add (zip, name, source, ZIP_FL_ENC_UTF_8) : -1;

  if (index < 0) {
    if (source != NULL)
      zip_source_free (source);
    return FALSE;
  }
  return zip_set_file_compression (
             zip, (zip_uint64_t)index, stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0) == 0 &&
         /* 1980-01-01, the first day the format knows: the letter has its own date. */
         zip_file_set_dostime (zip, (zip_uint64_t)index, 0, 0x21, 0) == 0;
}

/* Reads what was written into @source, which outlives the archive. */
static GBytes *
read_source (zip_source_t *source)
{
  zip_stat_t facts;
  guint8 *bytes = NULL;

  zip_stat_init (&facts);
  if (zip_source_stat (source, &facts) != 0 || (facts.valid & ZIP_STAT_SIZE) == 0 ||
      facts.size > ODT_MAX || zip_source_open (source) != 0)
    return NULL;
  bytes = g_malloc (facts.size);
  if (zip_source_read (source, bytes, facts.size) != (zip_int64_t)facts.size)
    g_clear_pointer (&bytes, g_free);
  (void)zip_source_close (source);
  return bytes != NULL ? g_bytes_new_take (bytes, facts.size) : NULL;
}

static GBytes *
write_archive (const char *content, const char *look, const char *meta)
{
  zip_error_t failure;
  zip_source_t *source = NULL;
  zip_t *zip = NULL;
  GBytes *bytes = NULL;

  zip_error_init (&failure);
  source = zip_source_buffer_create (NULL, 0, 0, &failure);
  zip = source != NULL ? zip_open_from_source (source, ZIP_TRUNCATE, &failure) : NULL;
  if (zip == NULL) {
    if (source != NULL)
      zip_source_free (source);
    zip_error_fini (&failure);
    return NULL;
  }
  zip_source_keep (source);
  if (add_entry (zip, "mimetype", MEDIA_TYPE, TRUE) &&
      add_entry (zip, "content.xml", content, FALSE) &&
      add_entry (zip, "styles.xml", look, FALSE) &&
      add_entry (zip, "meta.xml", meta, FALSE) &&
      add_entry (zip, "META-INF/manifest.xml", manifest, FALSE) && zip_close (zip) == 0)
    bytes = read_source (source);
  else
    zip_discard (zip);
  zip_source_free (source);
  zip_error_fini (&failure);
  return bytes;
}

/* (transfer full) (nullable): the look of @lang; of languages without one of their own
 * that of English, marked with the language, for the sake of spelling checkers. */
static char *
dup_styles (const char *lang)
{
  g_autofree char *file = g_strdup_printf ("styles-%s.xml", lang);
  g_autofree char *own = hikae_letter_load_data (file);
  g_autofree char *english = NULL;
  g_autofree char *mark = NULL;
  g_auto (GStrv) parts = NULL;

  if (own != NULL)
    return g_steal_pointer (&own);
  english = hikae_letter_load_data ("styles-en.xml");
  if (english == NULL)
    return NULL;
  mark = g_strdup_printf ("fo:language=\"%s\" fo:country=\"none\"", lang);
  parts = g_strsplit (english, "fo:language=\"en\" fo:country=\"US\"", -1);
  return g_strjoinv (mark, parts);
}

GBytes *
hikae_letter_render_odt (const HikaeLetter *self, GError **error)
{
  g_autofree char *content = format_content (self);
  g_autofree char *meta = format_meta (self);
  g_autofree char *look = dup_styles (self->lang);
  GBytes *bytes = look != NULL ? write_archive (content, look, meta) : NULL;

  if (bytes == NULL)
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_FAILED, "writing the OpenDocument file");
  return bytes;
}
