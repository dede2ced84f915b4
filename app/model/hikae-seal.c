/* hikae-seal.c: a seal list: what one time stamp covers
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-seal.h"

#include "hikae-error.h"

#include <string.h>

/* After 64 hex digits and two spaces. */
#define PATH_START 66

struct _HikaeSeal {
  GObject parent_instance;
  guint number;
  gint64 created_at;
  GBytes *list; /* (nullable): NULL when it stays where it is */
  GBytes *tail; /* (nullable): of such a one the lines about no item */
  GBytes *head;
  char *sha256;
  gsize size;
  HikaeSealLoadFunc load;
  gpointer load_data;
  GDestroyNotify destroy;
};

G_DEFINE_FINAL_TYPE (HikaeSeal, hikae_seal, G_TYPE_OBJECT)

HikaeSeal *
hikae_seal_new (guint number, gint64 created_at, GBytes *list, GBytes *head)
{
  HikaeSeal *self = NULL;

  g_return_val_if_fail (number > 0 && list != NULL && head != NULL, NULL);
  self = g_object_new (HIKAE_TYPE_SEAL, NULL);
  self->number = number;
  self->created_at = created_at;
  self->list = g_bytes_ref (list);
  self->head = g_bytes_ref (head);
  self->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, list);
  self->size = g_bytes_get_size (list);
  return self;
}

HikaeSeal *
hikae_seal_new_apart (guint number,
                      gint64 created_at,
                      const char *sha256,
                      gsize size,
                      GBytes *tail,
                      GBytes *head)
{
  HikaeSeal *self = NULL;

  g_return_val_if_fail (number > 0 && sha256 != NULL, NULL);
  g_return_val_if_fail (tail != NULL && head != NULL, NULL);
  self = g_object_new (HIKAE_TYPE_SEAL, NULL);
  self->number = number;
  self->created_at = created_at;
  self->tail = g_bytes_ref (tail);
  self->head = g_bytes_ref (head);
  self->sha256 = g_strdup (sha256);
  self->size = size;
  return self;
}

void
hikae_seal_set_loader (HikaeSeal *self,
                       HikaeSealLoadFunc load,
                       gpointer data,
                       GDestroyNotify destroy)
{
  g_return_if_fail (HIKAE_IS_SEAL (self) && self->load == NULL);
  self->load = load;
  self->load_data = data;
  self->destroy = destroy;
}

guint
hikae_seal_get_number (HikaeSeal *self)
{
  g_return_val_if_fail (HIKAE_IS_SEAL (self), 0);
  return self->number;
}

gint64
hikae_seal_get_created_at (HikaeSeal *self)
{
  g_return_val_if_fail (HIKAE_IS_SEAL (self), 0);
  return self->created_at;
}

GBytes *
hikae_seal_load_list (HikaeSeal *self, GError **error)
{
  g_return_val_if_fail (HIKAE_IS_SEAL (self), NULL);
  if (self->list != NULL)
    return g_bytes_ref (self->list);
  if (self->load != NULL)
    return self->load (self->number, self->load_data, error);
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_INTERRUPTED,
               "the list of seal %u is not at hand",
               self->number);
  return NULL;
}

HikaeDigest
hikae_seal_get_digest (HikaeSeal *self)
{
  HikaeDigest digest = {0};

  g_return_val_if_fail (HIKAE_IS_SEAL (self), digest);
  if (!hikae_digest_parse_hex (&digest, HIKAE_DIGEST_SHA256, self->sha256))
    g_assert_not_reached ();
  return digest;
}

const char *
hikae_seal_get_sha256 (HikaeSeal *self)
{
  g_return_val_if_fail (HIKAE_IS_SEAL (self), NULL);
  return self->sha256;
}

gsize
hikae_seal_get_size (HikaeSeal *self)
{
  g_return_val_if_fail (HIKAE_IS_SEAL (self), 0);
  return self->size;
}

GBytes *
hikae_seal_get_head (HikaeSeal *self)
{
  g_return_val_if_fail (HIKAE_IS_SEAL (self), NULL);
  return self->head;
}

gboolean
hikae_seal_covers (HikaeSeal *self, const char *sha256, const char *path)
{
  g_autofree char *line = g_strdup_printf ("%s  %s\n", sha256, path);
  gsize size = 0;
  const char *text = NULL;
  const char *found = NULL;

  g_return_val_if_fail (HIKAE_IS_SEAL (self), FALSE);
  text = g_bytes_get_data (self->list != NULL ? self->list : self->tail, &size);
  found = size > 0 ? memmem (text, size, line, strlen (line)) : NULL;
  /* Not what another line ends with: a line begins after a line's end. */
  while (found != NULL && found != text && found[-1] != '\n')
    found = memmem (found + 1, size - (gsize)(found + 1 - text), line, strlen (line));
  return found != NULL;
}

void
hikae_seal_take_tail (GString *tail, const char *text, gsize size)
{
  const char *end = text + size;

  while (text < end) {
    const char *line_end = memchr (text, '\n', (gsize)(end - text));
    gsize length = (gsize)((line_end != NULL ? line_end + 1 : end) - text);

    if (length < PATH_START + 6 || (memcmp (text + PATH_START, "items/", 6) != 0 &&
                                    memcmp (text + PATH_START, "meta/", 5) != 0))
      g_string_append_len (tail, text, (gssize)length);
    text += length;
  }
}

char *
hikae_seal_dup_token_path (guint seal, const char *authority)
{
  return g_strdup_printf ("seals/seal-%04u.%s.tst", seal, authority);
}

char *
hikae_seal_dup_material_path (const char *folder, const char *sha256, const char *ending)
{
  return g_strdup_printf ("%s/%.32s.%s", folder, sha256, ending);
}

static void
hikae_seal_finalize (GObject *object)
{
  HikaeSeal *self = HIKAE_SEAL (object);

  g_clear_pointer (&self->list, g_bytes_unref);
  g_clear_pointer (&self->tail, g_bytes_unref);
  g_free (self->sha256);
  if (self->destroy != NULL)
    self->destroy (self->load_data);
  g_clear_pointer (&self->head, g_bytes_unref);
  G_OBJECT_CLASS (hikae_seal_parent_class)->finalize (object);
}

static void
hikae_seal_class_init (HikaeSealClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_seal_finalize;
}

static void
hikae_seal_init (HikaeSeal *self)
{
}
