/* hikae-session.c: what the pages share: the open case, long work, notices, law pack
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-session.h"

#include "hikae-authority-own.h"
#include "hikae-error.h"
#include "hikae-kept-letter.h"

#include <glib/gi18n.h>

struct _HikaeSession {
  GObject parent_instance;

  HikaeCase *open_case;       /* (owned) (nullable) */
  GSignalGroup *lists[5];     /* (owned): items, seals, stamps, requests, events */
  char *path;                 /* (owned) (nullable) */
  HikaeLawPack *law_pack;     /* (owned) (nullable) */
  GPtrArray *authorities;     /* (owned) (nullable) */
  GPtrArray *known;           /* (owned) (nullable): all authorities */
  char *work;                 /* (owned) (nullable) */
  HikaeProgress *progress;    /* (owned) (nullable) */
  GCancellable *cancellable;  /* (owned) (nullable) */
  GCancellable *part;         /* (owned) (nullable): of the work, that may be stopped */
  char *stop;                 /* (owned) (nullable): what stops it is called */
  HikaeSecret *recovery_code; /* (owned) (nullable) */
  GBytes *developer_anchors;  /* (owned) (nullable) */
  JsonObject *answers;        /* (owned) */
  HikaeSessionUndo undo;      /* (nullable) */
  gpointer undo_data;
  GDestroyNotify free_undo_data;
  guint content_idle;
};

enum {
  CASE_CHANGED,
  CONTENT_CHANGED,
  WORK_CHANGED,
  SAID,
  FAILED,
  EXPLAINED,
  OFFERED,
  GO,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HikaeSession, hikae_session, G_TYPE_OBJECT)

static gboolean
content_idle_cb (gpointer user_data)
{
  HikaeSession *self = user_data;

  self->content_idle = 0;
  g_signal_emit (self, signals[CONTENT_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
items_changed_cb (HikaeSession *self)
{
  if (self->content_idle == 0)
    self->content_idle = g_idle_add (content_idle_cb, self);
}

static void
forget_undo (HikaeSession *self)
{
  gpointer data = g_steal_pointer (&self->undo_data);

  self->undo = NULL;
  if (self->free_undo_data != NULL)
    self->free_undo_data (data);
  self->free_undo_data = NULL;
}

static void
hikae_session_dispose (GObject *object)
{
  HikaeSession *self = HIKAE_SESSION (object);

  g_clear_handle_id (&self->content_idle, g_source_remove);
  forget_undo (self);
  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (self->lists); i++)
    g_clear_object (&self->lists[i]);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->part);
  g_clear_pointer (&self->progress, hikae_progress_unref);
  g_clear_object (&self->open_case);
  g_clear_pointer (&self->recovery_code, hikae_secret_unref);
  G_OBJECT_CLASS (hikae_session_parent_class)->dispose (object);
}

static void
hikae_session_finalize (GObject *object)
{
  HikaeSession *self = HIKAE_SESSION (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->work, g_free);
  g_clear_pointer (&self->stop, g_free);
  g_clear_pointer (&self->law_pack, hikae_law_pack_free);
  g_clear_pointer (&self->authorities, g_ptr_array_unref);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_clear_pointer (&self->answers, json_object_unref);
  g_clear_pointer (&self->developer_anchors, g_bytes_unref);
  G_OBJECT_CLASS (hikae_session_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, guint count, GType first, GType second)
{
  return g_signal_new (name,
                       HIKAE_TYPE_SESSION,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       count,
                       first,
                       second);
}

static void
hikae_session_class_init (HikaeSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hikae_session_dispose;
  object_class->finalize = hikae_session_finalize;

  signals[CASE_CHANGED] = add_signal ("case-changed", 0, 0, 0);
  signals[CONTENT_CHANGED] = add_signal ("content-changed", 0, 0, 0);
  signals[WORK_CHANGED] = add_signal ("work-changed", 0, 0, 0);
  signals[SAID] = add_signal ("said", 1, G_TYPE_STRING, 0);
  signals[FAILED] = add_signal ("failed", 1, G_TYPE_ERROR, 0);
  signals[EXPLAINED] = add_signal ("explained", 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[OFFERED] = g_signal_new ("offered",
                                   HIKAE_TYPE_SESSION,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   3,
                                   G_TYPE_STRING,
                                   G_TYPE_STRING,
                                   G_TYPE_STRING);
  signals[GO] = add_signal ("go", 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
hikae_session_init (HikaeSession *self)
{
  self->answers = json_object_new ();
  for (guint i = 0; i < G_N_ELEMENTS (self->lists); i++) {
    self->lists[i] = g_signal_group_new (G_TYPE_LIST_MODEL);
    g_signal_group_connect_swapped (
        self->lists[i], "items-changed", G_CALLBACK (items_changed_cb), self);
  }
}

HikaeSession *
hikae_session_new (void)
{
  return g_object_new (HIKAE_TYPE_SESSION, NULL);
}

HikaeCase *
hikae_session_get_case (HikaeSession *self)
{
  g_return_val_if_fail (HIKAE_IS_SESSION (self), NULL);
  return self->open_case;
}

void
hikae_session_set_case (HikaeSession *self, HikaeCase *open_case)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));

  if (!g_set_object (&self->open_case, open_case))
    return;

  GListModel *models[G_N_ELEMENTS (self->lists)] = {NULL};

  forget_undo (self);
  /* Of the case before; that of a new one is taken after it. */
  g_clear_pointer (&self->recovery_code, hikae_secret_unref);
  g_clear_pointer (&self->answers, json_object_unref);
  self->answers = json_object_new ();
  if (open_case != NULL) {
    models[0] = hikae_case_get_items (open_case);
    models[1] = hikae_case_get_seals (open_case);
    models[2] = hikae_case_get_stamps (open_case);
    models[3] = hikae_case_get_requests (open_case);
    models[4] = hikae_case_get_events (open_case);
    hikae_kept_letter_recall (open_case, self->answers);
    hikae_session_set_path (self, hikae_case_get_path (open_case));
  }
  for (guint i = 0; i < G_N_ELEMENTS (self->lists); i++)
    g_signal_group_set_target (self->lists[i], models[i]);
  g_signal_emit (self, signals[CASE_CHANGED], 0);
}

gboolean
hikae_session_is_current (HikaeSession *self, HikaeCase *open_case)
{
  g_return_val_if_fail (HIKAE_IS_SESSION (self), FALSE);
  return open_case != NULL && self->open_case == open_case;
}

const char *
hikae_session_get_path (HikaeSession *self)
{
  g_return_val_if_fail (HIKAE_IS_SESSION (self), NULL);
  return self->path;
}

void
hikae_session_set_path (HikaeSession *self, const char *path)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));

  char *copy = g_strdup (path);
  g_free (self->path);
  self->path = copy;
}

void
hikae_session_take_recovery_code (HikaeSession *self, HikaeSecret *code)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));

  g_clear_pointer (&self->recovery_code, hikae_secret_unref);
  self->recovery_code = code;
}

HikaeSecret *
hikae_session_get_recovery_code (HikaeSession *self)
{
  g_return_val_if_fail (HIKAE_IS_SESSION (self), NULL);
  return self->recovery_code;
}

JsonObject *
hikae_session_get_answers (HikaeSession *self)
{
  g_return_val_if_fail (HIKAE_IS_SESSION (self), NULL);
  return self->answers;
}

gboolean
hikae_session_begin_work (HikaeSession *self,
                          const char *label,
                          HikaeProgress **progress,
                          GCancellable **cancellable)
{
  g_return_val_if_fail (HIKAE_IS_SESSION (self), FALSE);

  if (self->work != NULL) {
    hikae_session_say (self,
                       _ ("Please wait until the present task is done, or stop it."));
    return FALSE;
  }
  self->work = g_strdup (label);
  hikae_session_narrow_stop (self, _ ("Stop"), NULL);
  self->progress = hikae_progress_new ();
  self->cancellable = g_cancellable_new ();
  *progress = self->progress;
  *cancellable = self->cancellable;
  g_signal_emit (self, signals[WORK_CHANGED], 0);
  return TRUE;
}

void
hikae_session_end_work (HikaeSession *self)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));

  g_clear_pointer (&self->work, g_free);
  g_clear_pointer (&self->progress, hikae_progress_unref);
  g_clear_object (&self->cancellable);
  hikae_session_narrow_stop (self, NULL, NULL);
  g_signal_emit (self, signals[WORK_CHANGED], 0);
}

void
hikae_session_cancel_work (HikaeSession *self)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

void
hikae_session_narrow_stop (HikaeSession *self, const char *label, GCancellable *part)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));

  g_free (self->stop);
  self->stop = g_strdup (label);
  g_set_object (&self->part, part);
}

const char *
hikae_session_get_stop (HikaeSession *self)
{
  g_return_val_if_fail (HIKAE_IS_SESSION (self), NULL);
  return self->stop;
}

void
hikae_session_stop_work (HikaeSession *self)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));

  g_autoptr (GCancellable) part = g_steal_pointer (&self->part);

  if (part == NULL) {
    if (self->stop != NULL)
      hikae_session_cancel_work (self);
    return;
  }
  /* Pressed twice, out of fear, it takes no more than pressed once. */
  hikae_session_narrow_stop (self, NULL, NULL);
  g_cancellable_cancel (part);
}

const char *
hikae_session_get_work (HikaeSession *self)
{
  g_return_val_if_fail (HIKAE_IS_SESSION (self), NULL);
  return self->work;
}

double
hikae_session_get_work_fraction (HikaeSession *self)
{
  g_return_val_if_fail (HIKAE_IS_SESSION (self), -1);
  return self->progress != NULL ? hikae_progress_get_fraction (self->progress) : -1;
}

void
hikae_session_say (HikaeSession *self, const char *text)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));
  g_signal_emit (self, signals[SAID], 0, text);
}

void
hikae_session_offer (HikaeSession *self,
                     const char *text,
                     const char *button,
                     const char *action)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));
  g_signal_emit (self, signals[OFFERED], 0, text, button, action);
}

void
hikae_session_offer_undo (HikaeSession *self,
                          const char *text,
                          HikaeSessionUndo undo,
                          gpointer data,
                          GDestroyNotify free_data)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));

  forget_undo (self);
  self->undo = undo;
  self->undo_data = data;
  self->free_undo_data = free_data;
  hikae_session_offer (self, text, _ ("Undo"), "win.undo");
}

void
hikae_session_undo (HikaeSession *self)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));

  const HikaeSessionUndo undo = self->undo;

  /* Once only, whatever it does. */
  self->undo = NULL;
  if (undo != NULL)
    undo (self, self->undo_data);
  else
    hikae_session_say (self, _ ("There is no step to undo."));
  if (self->undo == NULL)
    forget_undo (self);
}

void
hikae_session_fail (HikaeSession *self, const GError *error)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));

  if (error != NULL && !hikae_error_is_cancelled (error))
    g_signal_emit (self, signals[FAILED], 0, error);
}

void
hikae_session_explain (HikaeSession *self, const char *sentence, const char *next)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));
  g_signal_emit (self, signals[EXPLAINED], 0, sentence, next);
}

void
hikae_session_go (HikaeSession *self, const char *page, const char *argument)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));
  g_signal_emit (self, signals[GO], 0, page, argument);
}

HikaeLawPack *
hikae_session_get_law_pack (HikaeSession *self, GError **error)
{
  g_return_val_if_fail (HIKAE_IS_SESSION (self), NULL);

  if (self->law_pack == NULL)
    self->law_pack = hikae_law_pack_load_used (error);
  return self->law_pack;
}

GPtrArray *
hikae_session_get_authorities (HikaeSession *self, GError **error)
{
  g_return_val_if_fail (HIKAE_IS_SESSION (self), NULL);

  if (self->authorities == NULL)
    self->authorities = hikae_authority_list_asked (error);
  return self->authorities;
}

static const HikaeAuthority *
find_by_id (GPtrArray *list, const char *id)
{
  for (guint i = 0; list != NULL && i < list->len; i++) {
    const HikaeAuthority *authority = g_ptr_array_index (list, i);

    if (g_strcmp0 (authority->id, id) == 0)
      return authority;
  }
  return NULL;
}

const HikaeAuthority *
hikae_session_find_authority (HikaeSession *self, const char *id)
{
  const HikaeAuthority *asked = NULL;

  g_return_val_if_fail (HIKAE_IS_SESSION (self), NULL);

  asked = find_by_id (hikae_session_get_authorities (self, NULL), id);
  if (self->known == NULL)
    self->known = hikae_authority_list_known (NULL);
  return asked != NULL ? asked : find_by_id (self->known, id);
}

void
hikae_session_forget_authorities (HikaeSession *self)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));

  g_clear_pointer (&self->known, g_ptr_array_unref);
  if (self->developer_anchors == NULL)
    g_clear_pointer (&self->authorities, g_ptr_array_unref);
}

void
hikae_session_take_authority (HikaeSession *self, HikaeAuthority *authority)
{
  g_return_if_fail (HIKAE_IS_SESSION (self));

  g_clear_pointer (&self->authorities, g_ptr_array_unref);
  g_clear_pointer (&self->developer_anchors, g_bytes_unref);
  if (authority->anchors != NULL)
    self->developer_anchors = g_bytes_ref (authority->anchors);
  self->authorities =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_authority_free);
  g_ptr_array_add (self->authorities, authority);
}

GBytes *
hikae_session_get_developer_anchors (HikaeSession *self)
{
  g_return_val_if_fail (HIKAE_IS_SESSION (self), NULL);
  return self->developer_anchors;
}

const char *
hikae_session_get_language (void)
{
  /* Translators: the code of the language you translate to, as ISO 639-1: "en", "ja". */
  const char *language = C_ ("language code", "en");

  return g_str_equal (language, "ja") ? "ja" : "en";
}
