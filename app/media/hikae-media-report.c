/* hikae-media-report.c: everything a media file says of itself, as one JSON object
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-report.h"

#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-media-c2pa.h"
#include "hikae-media-container.h"
#include "hikae-media-marks.h"
#include "hikae-media-pixels.h"
#include "hikae-media-words.h"

static JsonObject *
format_digests (const guint8 *bytes, gsize size)
{
  JsonObject *digests = json_object_new ();
  static const HikaeDigestAlgorithm algorithms[] = {HIKAE_DIGEST_SHA256,
                                                    HIKAE_DIGEST_SHA512};

  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++) {
    HikaeDigest digest = hikae_hash_bytes (algorithms[i], bytes, size);
    g_autofree char *hex = hikae_digest_format_hex (&digest);

    json_object_set_string_member (
        digests, hikae_digest_algorithm_get_name (algorithms[i]), hex);
  }
  return digests;
}

static JsonObject *
format_pdq (const HikaePdq *pdq)
{
  JsonObject *object = json_object_new ();
  JsonArray *dihedral = json_array_new ();

  for (guint i = 0; i < HIKAE_PDQ_FORMS; i++) {
    g_autofree char *hex = hikae_pdq_hash_format (&pdq->forms[i]);

    if (i == HIKAE_PDQ_AS_IS)
      json_object_set_string_member (object, "hash", hex);
    json_array_add_string_element (dihedral, hex);
  }
  json_object_set_int_member (object, "quality", pdq->quality);
  json_object_set_array_member (object, "dihedral", dihedral);
  return object;
}

static HikaeMediaFilmReader film_reader = NULL;

void
hikae_media_report_set_film_reader (HikaeMediaFilmReader reader)
{
  film_reader = reader;
}

static void
add_film (JsonObject *report, const guint8 *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;
  JsonObject *vpdq = film_reader (bytes, size, &error);

  json_object_set_null_member (report, "pdq");
  if (vpdq != NULL)
    json_object_set_object_member (report, "vpdq", vpdq);
  else
    json_object_set_string_member (report, "not_decoded", error->message);
}

/* Pixels are the last thing looked at, and the only one that needs a decoder. */
static void
add_pixels (JsonObject *report,
            HikaeMediaContainer *container,
            const guint8 *bytes,
            gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeMediaPixels) pixels = NULL;
  HikaePdq pdq = {0};

  if (film_reader != NULL &&
      (container->format == HIKAE_MEDIA_MP4 || container->format == HIKAE_MEDIA_WEBM)) {
    add_film (report, bytes, size);
    return;
  }
  pixels = hikae_media_pixels_decode (container->format, bytes, size, &error);
  if (pixels == NULL) {
    json_object_set_null_member (report, "pdq");
    json_object_set_string_member (report, "not_decoded", error->message);
    return;
  }
  if (container->format == HIKAE_MEDIA_PNG || container->format == HIKAE_MEDIA_WEBP)
    hikae_media_pixels_find_stealth (pixels, container);
  hikae_media_pixels_get_pdq (pixels, &pdq);
  json_object_set_object_member (report, "pdq", format_pdq (&pdq));
}

JsonObject *
hikae_media_report_make (const guint8 *bytes, gsize size, GError **error)
{
  g_autoptr (JsonObject) report = json_object_new ();
  g_autoptr (HikaeMediaContainer) container = NULL;
  JsonArray *marks = NULL;
  JsonArray *findings = NULL;

  if (size > HIKAE_MEDIA_FILM_MAX) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "the file is larger than the limit for looking inside");
    return NULL;
  }
  container = hikae_media_container_read (bytes, size);
  json_object_set_string_member (
      report, "format", hikae_media_format_get_name (container->format));
  json_object_set_int_member (report, "width", container->width);
  json_object_set_int_member (report, "height", container->height);
  json_object_set_object_member (report, "digests", format_digests (bytes, size));
  hikae_media_read_all (container);
  json_object_set_object_member (
      report, "c2pa", hikae_media_c2pa_read (container, bytes, size));
  add_pixels (report, container, bytes, size);
  marks = hikae_media_find_marks (container, error);
  if (marks == NULL)
    return NULL;
  json_object_set_array_member (report, "marks", marks);
  if (container->complaint != NULL)
    json_object_set_string_member (report, "complaint", container->complaint);
  findings = hikae_media_say_findings (report, error);
  if (findings == NULL)
    return NULL;
  json_object_set_array_member (report, "findings", findings);
  return g_steal_pointer (&report);
}
