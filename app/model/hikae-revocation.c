/* hikae-revocation.c: what an authority said about revoked certificates, as fetched
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-revocation.h"

#include "hikae-seal.h"

struct _HikaeRevocation {
  GObject parent_instance;
  char *kind;
  char *url;
  gint64 fetched_at;
  gint64 issued_at;
  GBytes *bytes;
  char *sha256;
};

G_DEFINE_FINAL_TYPE (HikaeRevocation, hikae_revocation, G_TYPE_OBJECT)

HikaeRevocation *
hikae_revocation_new (const char *kind,
                      const char *url,
                      gint64 fetched_at,
                      gint64 issued_at,
                      GBytes *bytes)
{
  HikaeRevocation *self = NULL;

  g_return_val_if_fail (kind != NULL && url != NULL && bytes != NULL, NULL);
  self = g_object_new (HIKAE_TYPE_REVOCATION, NULL);
  self->kind = g_strdup (kind);
  self->url = g_strdup (url);
  self->fetched_at = fetched_at;
  self->issued_at = issued_at;
  self->bytes = g_bytes_ref (bytes);
  self->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return self;
}

const char *
hikae_revocation_get_kind (HikaeRevocation *self)
{
  g_return_val_if_fail (HIKAE_IS_REVOCATION (self), NULL);
  return self->kind;
}

const char *
hikae_revocation_get_url (HikaeRevocation *self)
{
  g_return_val_if_fail (HIKAE_IS_REVOCATION (self), NULL);
  return self->url;
}

gint64
hikae_revocation_get_fetched_at (HikaeRevocation *self)
{
  g_return_val_if_fail (HIKAE_IS_REVOCATION (self), 0);
  return self->fetched_at;
}

gint64
hikae_revocation_get_issued_at (HikaeRevocation *self)
{
  g_return_val_if_fail (HIKAE_IS_REVOCATION (self), 0);
  return self->issued_at;
}

GBytes *
hikae_revocation_get_bytes (HikaeRevocation *self)
{
  g_return_val_if_fail (HIKAE_IS_REVOCATION (self), NULL);
  return self->bytes;
}

const char *
hikae_revocation_get_sha256 (HikaeRevocation *self)
{
  g_return_val_if_fail (HIKAE_IS_REVOCATION (self), NULL);
  return self->sha256;
}

char *
hikae_revocation_dup_path (HikaeRevocation *self)
{
  g_return_val_if_fail (HIKAE_IS_REVOCATION (self), NULL);
  return hikae_seal_dup_material_path ("tsa/crl", self->sha256, self->kind);
}

static void
hikae_revocation_finalize (GObject *object)
{
  HikaeRevocation *self = HIKAE_REVOCATION (object);

  g_free (self->kind);
  g_free (self->url);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->sha256);
  G_OBJECT_CLASS (hikae_revocation_parent_class)->finalize (object);
}

static void
hikae_revocation_class_init (HikaeRevocationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_revocation_finalize;
}

static void
hikae_revocation_init (HikaeRevocation *self)
{
}
