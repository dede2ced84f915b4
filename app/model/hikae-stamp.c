/* hikae-stamp.c: one authority's answer about one seal list
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-stamp.h"

struct _HikaeStamp {
  GObject parent_instance;
  guint seal;
  HikaeStampState state;
  char *authority;
  char *url;
  GBytes *query;
  GBytes *response;
  GBytes *token;
  GBytes *chain;
  gint64 sent_at;
  gint64 received_at;
  gint64 gen_time;
  char *transport;
  char *signer;
  char *codes;
  char *detail;
};

G_DEFINE_FINAL_TYPE (HikaeStamp, hikae_stamp, G_TYPE_OBJECT)

static const char *const state_names[] = {"queued", "valid", "indeterminate", "invalid"};

const char *
hikae_stamp_state_get_name (HikaeStampState state)
{
  g_return_val_if_fail ((guint)state < G_N_ELEMENTS (state_names), "invalid");
  return state_names[state];
}

gboolean
hikae_stamp_state_parse (const char *name, HikaeStampState *state)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (state_names); i++) {
    if (g_str_equal (name, state_names[i])) {
      *state = (HikaeStampState)i;
      return TRUE;
    }
  }
  return FALSE;
}

HikaeStamp *
hikae_stamp_new (guint seal,
                 const char *authority,
                 const char *url,
                 HikaeStampState state)
{
  HikaeStamp *self = NULL;

  g_return_val_if_fail (seal > 0 && authority != NULL, NULL);
  self = g_object_new (HIKAE_TYPE_STAMP, NULL);
  self->seal = seal;
  self->authority = g_strdup (authority);
  self->url = g_strdup (url);
  self->state = state;
  return self;
}

guint
hikae_stamp_get_seal (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), 0);
  return self->seal;
}

const char *
hikae_stamp_get_authority (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), NULL);
  return self->authority;
}

const char *
hikae_stamp_get_url (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), NULL);
  return self->url;
}

HikaeStampState
hikae_stamp_get_state (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), HIKAE_STAMP_INVALID);
  return self->state;
}

static void
set_bytes (GBytes **field, GBytes *value)
{
  g_clear_pointer (field, g_bytes_unref);
  *field = value != NULL ? g_bytes_ref (value) : NULL;
}

static void
set_text (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

void
hikae_stamp_set_exchange (HikaeStamp *self,
                          GBytes *query,
                          GBytes *response,
                          gint64 sent_at,
                          gint64 received_at,
                          const char *transport)
{
  g_return_if_fail (HIKAE_IS_STAMP (self));
  set_bytes (&self->query, query);
  set_bytes (&self->response, response);
  self->sent_at = sent_at;
  self->received_at = received_at;
  set_text (&self->transport, transport);
}

GBytes *
hikae_stamp_get_query (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), NULL);
  return self->query;
}

GBytes *
hikae_stamp_get_response (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), NULL);
  return self->response;
}

gint64
hikae_stamp_get_sent_at (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), 0);
  return self->sent_at;
}

gint64
hikae_stamp_get_received_at (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), 0);
  return self->received_at;
}

const char *
hikae_stamp_get_transport (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), NULL);
  return self->transport;
}

void
hikae_stamp_set_verdict (HikaeStamp *self,
                         GBytes *token,
                         GBytes *chain,
                         gint64 gen_time,
                         const char *signer,
                         const char *codes,
                         const char *detail)
{
  g_return_if_fail (HIKAE_IS_STAMP (self));
  set_bytes (&self->token, token);
  set_bytes (&self->chain, chain);
  self->gen_time = gen_time;
  set_text (&self->signer, signer);
  set_text (&self->codes, codes);
  set_text (&self->detail, detail);
}

GBytes *
hikae_stamp_get_token (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), NULL);
  return self->token;
}

GBytes *
hikae_stamp_get_chain (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), NULL);
  return self->chain;
}

gint64
hikae_stamp_get_gen_time (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), 0);
  return self->gen_time;
}

const char *
hikae_stamp_get_signer (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), NULL);
  return self->signer;
}

const char *
hikae_stamp_get_codes (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), NULL);
  return self->codes;
}

const char *
hikae_stamp_get_detail (HikaeStamp *self)
{
  g_return_val_if_fail (HIKAE_IS_STAMP (self), NULL);
  return self->detail;
}

static void
hikae_stamp_finalize (GObject *object)
{
  HikaeStamp *self = HIKAE_STAMP (object);

  g_free (self->authority);
  g_free (self->url);
  g_clear_pointer (&self->query, g_bytes_unref);
  g_clear_pointer (&self->response, g_bytes_unref);
  g_clear_pointer (&self->token, g_bytes_unref);
  g_clear_pointer (&self->chain, g_bytes_unref);
  g_free (self->transport);
  g_free (self->signer);
  g_free (self->codes);
  g_free (self->detail);
  G_OBJECT_CLASS (hikae_stamp_parent_class)->finalize (object);
}

static void
hikae_stamp_class_init (HikaeStampClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_stamp_finalize;
}

static void
hikae_stamp_init (HikaeStamp *self)
{
}
