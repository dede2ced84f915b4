/* hikae-request.c: one takedown request and where it stands
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-request.h"

#include "hikae-clock.h"
#include "hikae-error.h"

#define RECORD_MAX (4 * 1024 * 1024)

struct _HikaeRequest {
  GObject parent_instance;
  guint number;
  HikaeRequestState state;
  gint64 changed_at;
  GBytes *record;
  JsonNode *node;
  JsonObject *object; /* (unowned): inside @node */
};

G_DEFINE_FINAL_TYPE (HikaeRequest, hikae_request, G_TYPE_OBJECT)

static const char *const state_names[] = {
    "drafted",
    "ready",
    "sent",
    "acknowledged",
    "answered",
    "refused",
    "gone",
    "back",
    "closed",
};

const char *
hikae_request_state_get_name (HikaeRequestState state)
{
  g_return_val_if_fail ((guint)state < G_N_ELEMENTS (state_names), "drafted");
  return state_names[state];
}

gboolean
hikae_request_state_parse (const char *name, HikaeRequestState *state)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (state_names); i++) {
    if (g_str_equal (name, state_names[i])) {
      *state = (HikaeRequestState)i;
      return TRUE;
    }
  }
  return FALSE;
}

HikaeRequest *
hikae_request_new (guint number,
                   HikaeRequestState state,
                   gint64 changed_at,
                   GBytes *record,
                   GError **error)
{
  g_autoptr (HikaeRequest) self = g_object_new (HIKAE_TYPE_REQUEST, NULL);
  gsize size = 0;
  const char *text = g_bytes_get_data (record, &size);

  self->number = number;
  self->state = state;
  self->changed_at = changed_at;
  self->record = g_bytes_ref (record);
  self->node = hikae_json_parse (text, (gssize)size, RECORD_MAX, error);
  if (self->node == NULL) {
    g_prefix_error_literal (error, "request record: ");
    return NULL;
  }
  if (JSON_NODE_HOLDS_OBJECT (self->node))
    self->object = json_node_get_object (self->node);
  if (g_strcmp0 (hikae_request_get_field (self, "schema"), "hikae-request/1") != 0) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_DAMAGED,
                         "request record: it is not one of this format");
    return NULL;
  }
  return g_steal_pointer (&self);
}

guint
hikae_request_get_number (HikaeRequest *self)
{
  g_return_val_if_fail (HIKAE_IS_REQUEST (self), 0);
  return self->number;
}

HikaeRequestState
hikae_request_get_state (HikaeRequest *self)
{
  g_return_val_if_fail (HIKAE_IS_REQUEST (self), HIKAE_REQUEST_DRAFTED);
  return self->state;
}

gint64
hikae_request_get_changed_at (HikaeRequest *self)
{
  g_return_val_if_fail (HIKAE_IS_REQUEST (self), 0);
  return self->changed_at;
}

gint64
hikae_request_get_created_at (HikaeRequest *self)
{
  gint64 time_us = 0;

  return hikae_clock_parse (hikae_request_get_field (self, "created_at"), &time_us)
             ? time_us
             : 0;
}

GBytes *
hikae_request_get_record (HikaeRequest *self)
{
  g_return_val_if_fail (HIKAE_IS_REQUEST (self), NULL);
  return self->record;
}

JsonObject *
hikae_request_get_record_object (HikaeRequest *self)
{
  g_return_val_if_fail (HIKAE_IS_REQUEST (self), NULL);
  return self->object;
}

const char *
hikae_request_get_field (HikaeRequest *self, const char *name)
{
  g_return_val_if_fail (HIKAE_IS_REQUEST (self), NULL);
  return hikae_json_get_string (self->object, name);
}

static void
hikae_request_finalize (GObject *object)
{
  HikaeRequest *self = HIKAE_REQUEST (object);

  g_clear_pointer (&self->record, g_bytes_unref);
  g_clear_pointer (&self->node, json_node_unref);
  G_OBJECT_CLASS (hikae_request_parent_class)->finalize (object);
}

static void
hikae_request_class_init (HikaeRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_request_finalize;
}

static void
hikae_request_init (HikaeRequest *self)
{
}
