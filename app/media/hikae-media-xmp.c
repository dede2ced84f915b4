/* hikae-media-xmp.c: the simple values of an XMP packet
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ISO 16684-1. Read by libxml2's pull reader with every door to the outside shut; a
 * packet that declares entities is refused, which ends both XXE and the laughs. */
#include "config.h"

#include "hikae-media-xmp.h"

#include "hikae-media-container-private.h"

#include <libxml/xmlreader.h>
#include <string.h>

typedef struct {
  const char *uri;
  const char *prefix;
} Namespace;

static const Namespace namespaces[] = {
    {"http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "Iptc4xmpExt"},
    {"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", "Iptc4xmpCore"},
    {"http://www.tc260.org.cn/ns/AIGC/1.0/", "TC260"},
    {"http://ns.adobe.com/photoshop/1.0/", "photoshop"},
    {"http://ns.adobe.com/xap/1.0/", "xmp"},
    {"http://ns.adobe.com/xap/1.0/mm/", "xmpMM"},
    {"http://ns.adobe.com/xap/1.0/rights/", "xmpRights"},
    {"http://ns.adobe.com/exif/1.0/", "exif"},
    {"http://ns.adobe.com/tiff/1.0/", "tiff"},
    {"http://purl.org/dc/elements/1.1/", "dc"},
    {"http://purl.org/dc/terms/", "dcterms"},
    {"http://ns.google.com/photos/1.0/camera/", "GCamera"},
    {"http://ns.useplus.org/ldf/xmp/1.0/", "plus"},
};

#define DEPTH_MAX 64
/* A tree takes many times what the packet does: this much of all packets of a file. */
#define DAMAGED_MAX (1024 * 1024)
/* The parser compares each attribute of an element with all the others. */
#define ATTRIBUTES_MAX 1024
#define OPTIONS (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)
#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define XMLNS "http://www.w3.org/2000/xmlns/"

static char *
format_key (const char *uri, const char *prefix, const char *name)
{
  for (guint i = 0; uri != NULL && i < G_N_ELEMENTS (namespaces); i++)
    if (strcmp (uri, namespaces[i].uri) == 0)
      return g_strdup_printf ("%s:%s", namespaces[i].prefix, name);
  return prefix != NULL ? g_strdup_printf ("%s:%s", prefix, name) : g_strdup (name);
}

static void
add_value (HikaeMediaContainer *container, const char *key, const char *value)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (value));

  if (*trimmed != '\0')
    hikae_media_add_text (
        container, "xmp", key, strlen (key), (const guint8 *)trimmed, strlen (trimmed));
}

/* ISO 16684-1 §7.4, §7.9.2: an address as rdf:resource, and the value of what has
 * qualifiers as rdf:value, are of the property they stand at. */
static gboolean
is_value (const char *uri, const char *name)
{
  return strcmp (uri, RDF) == 0 &&
         (strcmp (name, "resource") == 0 || strcmp (name, "value") == 0);
}

static void
read_attributes (HikaeMediaContainer *container,
                 xmlTextReaderPtr reader,
                 const char *property)
{
  while (xmlTextReaderMoveToNextAttribute (reader) == 1) {
    const char *uri = (const char *)xmlTextReaderConstNamespaceUri (reader);
    const char *name = (const char *)xmlTextReaderConstLocalName (reader);
    const char *value = (const char *)xmlTextReaderConstValue (reader);
    g_autofree char *key = NULL;

    if (uri == NULL || value == NULL || strcmp (uri, XMLNS) == 0)
      continue;
    if (is_value (uri, name)) {
      add_value (container, property, value);
    } else if (strcmp (uri, RDF) != 0) {
      key = format_key (uri, (const char *)xmlTextReaderConstPrefix (reader), name);
      add_value (container, key, value);
    }
  }
  (void)xmlTextReaderMoveToElement (reader);
}

/* Text belongs to the nearest property around it; rdf:Alt, rdf:Bag, rdf:Seq and rdf:li
 * are only its packing. */
static void
enter_element (xmlTextReaderPtr reader, GPtrArray *keys)
{
  const char *uri = (const char *)xmlTextReaderConstNamespaceUri (reader);
  char *key = NULL;

  if (uri != NULL && strcmp (uri, RDF) == 0)
    key = keys->len > 0 ? g_strdup (keys->pdata[keys->len - 1]) : g_strdup ("");
  else
    key = format_key (uri,
                      (const char *)xmlTextReaderConstPrefix (reader),
                      (const char *)xmlTextReaderConstLocalName (reader));
  g_ptr_array_add (keys, key);
}

typedef struct {
  HikaeMediaContainer *container;
  xmlTextReaderPtr reader;
  GPtrArray *keys; /* (element-type utf8): of the elements around */
  GString *text;   /* of the innermost of them, up to here */
} Walk;

/* A comment or a CDATA section parts a text for the reader, and is nothing to its
 * meaning. */
static void
end_text (Walk *walk)
{
  if (walk->keys->len > 0)
    add_value (walk->container, walk->keys->pdata[walk->keys->len - 1], walk->text->str);
  g_string_truncate (walk->text, 0);
}

static void
leave_element (Walk *walk)
{
  if (walk->keys->len > 0)
    g_ptr_array_set_size (walk->keys, (int)walk->keys->len - 1);
}

static gboolean
read_node (Walk *walk)
{
  gboolean empty = FALSE;

  switch (xmlTextReaderNodeType (walk->reader)) {
  case XML_READER_TYPE_ELEMENT:
    end_text (walk);
    if (walk->keys->len == DEPTH_MAX)
      return FALSE;
    enter_element (walk->reader, walk->keys);
    empty = xmlTextReaderIsEmptyElement (walk->reader) == 1;
    read_attributes (
        walk->container, walk->reader, walk->keys->pdata[walk->keys->len - 1]);
    if (empty)
      leave_element (walk);
    return TRUE;
  case XML_READER_TYPE_END_ELEMENT:
    end_text (walk);
    leave_element (walk);
    return TRUE;
  case XML_READER_TYPE_TEXT:
  case XML_READER_TYPE_CDATA:
    g_string_append (walk->text, (const char *)xmlTextReaderConstValue (walk->reader));
    return TRUE;
  case XML_READER_TYPE_DOCUMENT_TYPE:
  case XML_READER_TYPE_ENTITY_REFERENCE:
    return FALSE;
  default:
    return TRUE;
  }
}

/* A declaration of entities is refused before the parser sees it; in UTF-16 the parser's
 * own node for it ends the reading. */
static gboolean
declares (const char *text, gsize size)
{
  return g_strstr_len (text, (gssize)size, "<!DOCTYPE") != NULL ||
         g_strstr_len (text, (gssize)size, "<!ENTITY") != NULL;
}

/* Whether an element has more attributes than the limit: signs of equality inside of a
 * tag and outside of its quoted values, where no "<" may stand, are counted. In UTF-16
 * the bytes between are zeros. */
static gboolean
has_crowd (const char *text, gsize size)
{
  gboolean in_tag = FALSE;
  char quote = '\0';
  guint count = 0;

  for (gsize i = 0; i < size && count <= ATTRIBUTES_MAX; i++) {
    const char sign = text[i];

    if (sign == '<') {
      in_tag = TRUE;
      quote = '\0';
      count = 0;
    } else if (quote != '\0')
      quote = sign == quote ? '\0' : quote;
    else if (sign == '"' || sign == '\'')
      quote = sign;
    else if (sign == '>')
      in_tag = FALSE;
    else
      count += in_tag && sign == '=';
  }
  return count > ATTRIBUTES_MAX;
}

static void
be_silent (void *context, const char *format, ...)
{
}

/* Takes @reader. 1: something in the packet is not for us; 0: the end; -1: damage. */
static int
read_nodes (HikaeMediaContainer *container, xmlTextReaderPtr reader)
{
  Walk walk = {.container = container, .reader = reader};
  int result = -1;

  if (reader == NULL)
    return result;
  walk.keys = g_ptr_array_new_with_free_func (g_free);
  walk.text = g_string_new (NULL);
  while ((result = xmlTextReaderRead (walk.reader)) == 1)
    if (!read_node (&walk))
      break;
  /* What was begun where the packet breaks off is a text too. */
  end_text (&walk);
  g_string_free (walk.text, TRUE);
  g_ptr_array_unref (walk.keys);
  xmlFreeTextReader (walk.reader);
  return result;
}

/* A sign that somebody forgot to encode must not hide what stands behind it. The reader
 * stops there; a tree is made of all that can be read. */
static void
read_damaged (HikaeMediaContainer *container, const char *text, gsize size)
{
  xmlDocPtr tree = NULL;

  hikae_media_complain (container, "the XMP packet is damaged");
  if (size > DAMAGED_MAX - container->damaged_size)
    return;
  container->damaged_size += size;
  tree = xmlReadMemory (text, (int)size, NULL, NULL, OPTIONS | XML_PARSE_RECOVER);
  if (tree != NULL)
    (void)read_nodes (container, xmlReaderWalker (tree));
  xmlFreeDoc (tree);
}

static void
read_packet (HikaeMediaContainer *container, const char *text, gsize size)
{
  int result = 0;

  xmlSetGenericErrorFunc (NULL, be_silent);
  result =
      read_nodes (container, xmlReaderForMemory (text, (int)size, NULL, NULL, OPTIONS));
  if (result < 0)
    read_damaged (container, text, size);
  else if (result > 0)
    hikae_media_complain (container, "the XMP packet is damaged");
}

void
hikae_media_xmp_read (HikaeMediaContainer *container, GBytes *xmp)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (xmp, &size);
  /* In UTF-16 and UTF-32 zero bytes are parts of characters. */
  const gboolean wide = size >= 4 && memchr (text, '\0', 4) != NULL;

  while (!wide && size > 0 && text[size - 1] == '\0')
    size--;
  while (size > 0 && g_ascii_isspace (*text)) {
    text++;
    size--;
  }
  if (size == 0)
    return;
  if (size > HIKAE_MEDIA_BLOCK_MAX || declares (text, size) || has_crowd (text, size)) {
    hikae_media_complain (container,
                          "the XMP packet is larger than the limit or declares "
                          "entities");
    return;
  }
  read_packet (container, text, size);
}
