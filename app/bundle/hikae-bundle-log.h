/* hikae-bundle-log.h: the custody log, read once for all that a bundle says of it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle.h"

G_BEGIN_DECLS

/**
 * HikaeBundleEvent:
 * @number: of the item, seal or request that it is about; 0 when of none
 * @item: of the item that it is about, else 0
 * @set_back: the computer's clock had been set back since the event before
 * @body: canonical JSON, @body_size bytes, without a terminator
 *
 * What documents say of one event. Foreign text.
 */
typedef struct {
  guint64 seq;
  const char *kind;
  const char *actor;
  const char *program;
  const char *time;
  gboolean set_back;
  gint64 number;
  gint64 item;
  const char *body;
  gsize body_size;
} HikaeBundleEvent;

/**
 * HikaeBundleLog:
 *
 * An event that was read whole takes thousands of bytes, and the log of a long case has a
 * hundred thousand of them: this takes a tenth. Immutable; borrows the lines of the
 * events.
 */
typedef struct _HikaeBundleLog HikaeBundleLog;

/* @events: (element-type HikaeEvent): kept, unread. */
HikaeBundleLog *hikae_bundle_log_new (GPtrArray *events) G_GNUC_WARN_UNUSED_RESULT;
void hikae_bundle_log_free (HikaeBundleLog *self);
/* (transfer none): of event @i of those. */
const HikaeBundleEvent *hikae_bundle_log_get (const HikaeBundleLog *self, guint i);
/* (transfer none): its hash. */
const HikaeDigest *hikae_bundle_log_get_hash (const HikaeBundleLog *self, guint i);
guint hikae_bundle_log_get_size (const HikaeBundleLog *self);

/* (transfer full): one line for people: what an event did, without foreign text. */
char *hikae_bundle_describe_event (const char *lang, const HikaeBundleEvent *entry)
    G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the same with number, time, and who did it by what program,
 * and that the clock had been set back before it where it had. */
char *hikae_bundle_format_event (const char *lang,
                                 const HikaeBundleEvent *entry) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeBundleLog, hikae_bundle_log_free)

G_END_DECLS
