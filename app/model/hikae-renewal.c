/* hikae-renewal.c: the evidence record of one seal list, as it was renewed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-renewal.h"

struct _HikaeRenewal {
  GObject parent_instance;
  guint seal;
  char *authority;
  gboolean new_chain;
  gint64 made_at;
  gint64 gen_time;
  GBytes *chain;
  GBytes *record;
  char *sha256;
};

G_DEFINE_FINAL_TYPE (HikaeRenewal, hikae_renewal, G_TYPE_OBJECT)

HikaeRenewal *
hikae_renewal_new (guint seal,
                   const char *authority,
                   gboolean new_chain,
                   gint64 made_at,
                   gint64 gen_time,
                   GBytes *chain,
                   GBytes *record)
{
  HikaeRenewal *self = NULL;

  g_return_val_if_fail (seal > 0 && authority != NULL, NULL);
  g_return_val_if_fail (chain != NULL && record != NULL, NULL);
  self = g_object_new (HIKAE_TYPE_RENEWAL, NULL);
  self->seal = seal;
  self->authority = g_strdup (authority);
  self->new_chain = new_chain;
  self->made_at = made_at;
  self->gen_time = gen_time;
  self->chain = g_bytes_ref (chain);
  self->record = g_bytes_ref (record);
  self->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, record);
  return self;
}

guint
hikae_renewal_get_seal (HikaeRenewal *self)
{
  g_return_val_if_fail (HIKAE_IS_RENEWAL (self), 0);
  return self->seal;
}

const char *
hikae_renewal_get_authority (HikaeRenewal *self)
{
  g_return_val_if_fail (HIKAE_IS_RENEWAL (self), NULL);
  return self->authority;
}

gboolean
hikae_renewal_get_new_chain (HikaeRenewal *self)
{
  g_return_val_if_fail (HIKAE_IS_RENEWAL (self), FALSE);
  return self->new_chain;
}

gint64
hikae_renewal_get_made_at (HikaeRenewal *self)
{
  g_return_val_if_fail (HIKAE_IS_RENEWAL (self), 0);
  return self->made_at;
}

gint64
hikae_renewal_get_gen_time (HikaeRenewal *self)
{
  g_return_val_if_fail (HIKAE_IS_RENEWAL (self), 0);
  return self->gen_time;
}

GBytes *
hikae_renewal_get_chain (HikaeRenewal *self)
{
  g_return_val_if_fail (HIKAE_IS_RENEWAL (self), NULL);
  return self->chain;
}

GBytes *
hikae_renewal_get_record (HikaeRenewal *self)
{
  g_return_val_if_fail (HIKAE_IS_RENEWAL (self), NULL);
  return self->record;
}

const char *
hikae_renewal_get_sha256 (HikaeRenewal *self)
{
  g_return_val_if_fail (HIKAE_IS_RENEWAL (self), NULL);
  return self->sha256;
}

static void
hikae_renewal_finalize (GObject *object)
{
  HikaeRenewal *self = HIKAE_RENEWAL (object);

  g_free (self->authority);
  g_clear_pointer (&self->chain, g_bytes_unref);
  g_clear_pointer (&self->record, g_bytes_unref);
  g_free (self->sha256);
  G_OBJECT_CLASS (hikae_renewal_parent_class)->finalize (object);
}

static void
hikae_renewal_class_init (HikaeRenewalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_renewal_finalize;
}

static void
hikae_renewal_init (HikaeRenewal *self)
{
}
