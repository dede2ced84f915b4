/* hikae-seal.c: a seal list: what one time stamp covers
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-seal.h"

#include <string.h>

struct _HikaeSeal {
  GObject parent_instance;
  guint number;
  gint64 created_at;
  GBytes *list;
  GBytes *head;
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
  return self;
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
hikae_seal_get_list (HikaeSeal *self)
{
  g_return_val_if_fail (HIKAE_IS_SEAL (self), NULL);
  return self->list;
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
  text = g_bytes_get_data (self->list, &size);
  found = size > 0 ? memmem (text, size, line, strlen (line)) : NULL;
  /* Not what another line ends with: a line begins after a line's end. */
  while (found != NULL && found != text && found[-1] != '\n')
    found = memmem (found + 1, size - (gsize)(found + 1 - text), line, strlen (line));
  return found != NULL;
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
