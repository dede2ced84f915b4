/* hikae-asic-manifest.c: EN 319 162-1 §A.4: what one time stamp is about
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GMarkup reads no document types and no entities of a document's own, which is just
 * right for bytes from outside. Namespaces are not looked up: the local names are
 * enough, since nothing else may stand in a manifest. */
#include "config.h"

#include "hikae-asic-manifest-private.h"

#include <openssl/objects.h>
#include <string.h>

#define MAX_REFERENCES 10000

static const struct {
  const char *uri;
  int nid;
} methods[] = {
    {"http://www.w3.org/2000/09/xmldsig#sha1", NID_sha1},
    {"http://www.w3.org/2001/04/xmldsig-more#sha224", NID_sha224},
    {"http://www.w3.org/2001/04/xmlenc#sha256", NID_sha256},
    {"http://www.w3.org/2001/04/xmldsig-more#sha384", NID_sha384},
    {"http://www.w3.org/2001/04/xmlenc#sha512", NID_sha512},
    {"http://www.w3.org/2007/05/xmldsig-more#sha3-256", NID_sha3_256},
    {"http://www.w3.org/2007/05/xmldsig-more#sha3-384", NID_sha3_384},
    {"http://www.w3.org/2007/05/xmldsig-more#sha3-512", NID_sha3_512},
};

typedef struct {
  HikaeAsicManifest *manifest;
  HikaeAsicReference *open; /* (unowned) (nullable) */
  GString *value;           /* (nullable): inside DigestValue */
  guint depth;
} Parse;

static void
free_reference (gpointer data)
{
  HikaeAsicReference *self = data;

  g_free (self->uri);
  g_clear_pointer (&self->digest, g_bytes_unref);
  g_free (self);
}

void
hikae_asic_manifest_free (HikaeAsicManifest *self)
{
  if (self == NULL)
    return;
  g_free (self->signature);
  g_ptr_array_unref (self->references);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, why);
  return FALSE;
}

static const char *
find_attribute (const char **names, const char **values, const char *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], name) == 0)
      return values[i];
  return NULL;
}

/* (transfer full) (nullable): relative to the container's root (RFC 3986 §4.2). */
static char *
decode_uri (const char *uri)
{
  g_autofree char *plain = uri != NULL ? g_uri_unescape_string (uri, NULL) : NULL;
  const char *start = plain;

  if (start == NULL)
    return NULL;
  if (g_str_has_prefix (start, "./"))
    start += 2;
  else if (*start == '/')
    start++;
  return *start != '\0' && g_utf8_validate (start, -1, NULL) ? g_strdup (start) : NULL;
}

static int
find_method (const char *uri)
{
  for (guint i = 0; uri != NULL && i < G_N_ELEMENTS (methods); i++)
    if (strcmp (methods[i].uri, uri) == 0)
      return methods[i].nid;
  return NID_undef;
}

static gboolean
open_reference (Parse *parse, const char *uri, GError **error)
{
  if (parse->open != NULL || parse->manifest->references->len >= MAX_REFERENCES)
    return refuse (error, "references are nested or too many");
  parse->open = g_new0 (HikaeAsicReference, 1);
  g_ptr_array_add (parse->manifest->references, parse->open);
  parse->open->uri = decode_uri (uri);
  return parse->open->uri != NULL || refuse (error, "a reference names no file");
}

static gboolean
open_element (Parse *parse,
              const char *local,
              const char **names,
              const char **values,
              GError **error)
{
  const char *uri = find_attribute (names, values, "URI");

  if (parse->depth++ == 0)
    return strcmp (local, "ASiCManifest") == 0 || refuse (error, "this is no manifest");
  if (strcmp (local, "DataObjectReference") == 0)
    return open_reference (parse, uri, error);
  if (strcmp (local, "SigReference") == 0) {
    if (parse->manifest->signature != NULL)
      return refuse (error, "it is about more than one time stamp");
    parse->manifest->signature = decode_uri (uri);
  } else if (strcmp (local, "DigestMethod") == 0 && parse->open != NULL) {
    parse->open->nid = find_method (find_attribute (names, values, "Algorithm"));
  } else if (strcmp (local, "DigestValue") == 0 && parse->open != NULL) {
    if (parse->value != NULL || parse->open->digest != NULL)
      return refuse (error, "a reference has two digests");
    parse->value = g_string_new (NULL);
  }
  return TRUE;
}

static const char *
get_local (const char *name)
{
  const char *colon = strrchr (name, ':');

  return colon != NULL ? colon + 1 : name;
}

static void
start_element_cb (GMarkupParseContext *context,
                  const char *name,
                  const char **names,
                  const char **values,
                  gpointer data,
                  GError **error)
{
  (void)open_element (data, get_local (name), names, values, error);
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize size,
         gpointer data,
         GError **error)
{
  Parse *parse = data;

  if (parse->value != NULL)
    g_string_append_len (parse->value, text, (gssize)size);
}

static void
end_element_cb (GMarkupParseContext *context,
                const char *name,
                gpointer data,
                GError **error)
{
  Parse *parse = data;
  const char *local = get_local (name);

  parse->depth--;
  if (strcmp (local, "DigestValue") == 0 && parse->value != NULL && parse->open != NULL) {
    gsize size = 0;
    guint8 *bytes = g_base64_decode (parse->value->str, &size);

    parse->open->digest = g_bytes_new_take (bytes, size);
    g_string_free (g_steal_pointer (&parse->value), TRUE);
  } else if (strcmp (local, "DataObjectReference") == 0 && parse->open != NULL) {
    if (parse->open->digest == NULL)
      (void)refuse (error, "a reference has no digest");
    parse->open = NULL;
  }
}

HikaeAsicManifest *
hikae_asic_manifest_parse (GBytes *xml)
{
  static const GMarkupParser parser = {
      start_element_cb, end_element_cb, text_cb, NULL, NULL};
  g_autoptr (HikaeAsicManifest) manifest = g_new0 (HikaeAsicManifest, 1);
  Parse parse = {manifest, NULL, NULL, 0};
  g_autoptr (GMarkupParseContext) context = NULL;
  gsize size = 0;
  const char *text = g_bytes_get_data (xml, &size);
  gboolean good = FALSE;

  manifest->references = g_ptr_array_new_with_free_func (free_reference);
  if (size == 0 || size > HIKAE_ASIC_MANIFEST_MAX)
    return NULL;
  /* The mark that some programs put before UTF-8. */
  if (size > 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0) {
    text += 3;
    size -= 3;
  }
  context = g_markup_parse_context_new (&parser, 0, &parse, NULL);
  good = g_markup_parse_context_parse (context, text, (gssize)size, NULL) &&
         g_markup_parse_context_end_parse (context, NULL);
  if (parse.value != NULL)
    g_string_free (parse.value, TRUE);
  return good && manifest->signature != NULL && manifest->references->len > 0
             ? g_steal_pointer (&manifest)
             : NULL;
}
