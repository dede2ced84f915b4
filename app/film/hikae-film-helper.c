/* hikae-film-helper.c: the process in which untrusted films, AVIF and HEIC are read
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program of its own, because its decoders take longer to load than a picture takes to
 * read, and because they need threads. */
#include "config.h"

#include "hikae-film.h"
#include "hikae-heif.h"
#include "hikae-media-pixels.h"
#include "hikae-media-report.h"
#include "hikae-media-serve.h"

static void
prepare (void)
{
  hikae_heif_prepare ();
  hikae_film_prepare ();
}

int
main (int argc, char **argv)
{
  static const HikaeMediaHelper helper = {prepare, TRUE, TRUE};

  hikae_media_pixels_set_decoder (HIKAE_MEDIA_AVIF, hikae_heif_decode);
  hikae_media_pixels_set_decoder (HIKAE_MEDIA_HEIC, hikae_heif_decode);
  hikae_media_pixels_set_decoder (HIKAE_MEDIA_MP4, hikae_film_decode);
  hikae_media_pixels_set_decoder (HIKAE_MEDIA_WEBM, hikae_film_decode);
  hikae_media_report_set_film_reader (hikae_film_fingerprint);
  return hikae_media_serve (&helper, argc, argv);
}
