/* test-marks.c: which texts the table of marks takes for a generator's, and which not
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-json.h"
#include "hikae-media-marks.h"

#define LABEL "{\"Label\":\"1\",\"ContentProducer\":\"001\",\"ProduceID\":\"1\"}"
#define CHINA "China AIGC label (GB 45438-2025)"

/* @generator: (nullable): of the only mark; NULL: there must be none. */
typedef struct {
  const char *carrier;
  const char *key;
  const char *value;
  const char *generator;
} Sample;

/* A generator's name where programs and authors are named. */
static const Sample names[] = {
    {"iptc", "OriginatingProgram", "Midjourney", "Midjourney"},
    {"iptc", "OriginatingProgram", "Stable Diffusion", "Stable Diffusion"},
    {"iptc", "OriginatingProgram", "Adobe Firefly", "Adobe Firefly"},
    {"iptc", "OriginatingProgram", "NovelAI", "NovelAI"},
    {"iptc", "ProgramVersion", "Midjourney v6", "Midjourney"},
    {"iptc", "By-line", "Midjourney", "Midjourney"},
    {"iptc", "By-line", "DALL·E 3", "DALL·E"},
    {"iptc", "Credit", "Imagined with AI", "Meta AI"},
    {"iptc", "Credit", "Made with Google AI", "Google AI"},
    {"iptc", "CopyrightNotice", "© 2025 Adobe Firefly", "Adobe Firefly"},
    {"iptc",
     "CopyrightNotice",
     "Image generated with Stable Diffusion",
     "Stable Diffusion"},
    {"xmp", "photoshop:Credit", "Apple Photos Clean Up", "Apple Photos Clean Up"},
    {"xmp", "xmp:CreatorTool", "ComfyUI", "ComfyUI"},
    {"xmp", "stEvt:softwareAgent", "Adobe Firefly", "Adobe Firefly"},
    {"exif", "Software", "InvokeAI", "InvokeAI"},
    {"exif", "Artist", "Leonardo.Ai", "Leonardo.Ai"},
    {"png:tEXt", "Software", "NightCafe Studio", "NightCafe"},
    {"iptc", "OriginatingProgram", "Mochi Diffusion", "Mochi Diffusion"},
    {"mp4:meta", "com.apple.quicktime.software", "Runway", "Runway"},
    {"mp4:udta", "©swr", "Runway Gen-3", "Runway"},
    {"mp4:meta", "©too", "Kling AI", "Kling"},
};

/* What a generator writes of its settings, wherever it stands. */
static const Sample settings[] = {
    {"iptc",
     "Caption",
     "a house\nSteps: 20, Sampler: Euler a",
     "AUTOMATIC1111 (Stable Diffusion)"},
    {"png:tEXt",
     "parameters",
     "a cat\nSteps: 20, RNG: cuda, Version: stable-diffusion.cpp",
     "stable-diffusion.cpp"},
    {"xmp",
     "dc:description",
     "Seed: 1; Generator: Mochi Diffusion 4.7",
     "Mochi Diffusion"},
    {"png:tEXt",
     "parameters",
     "{\"base_model_name\":\"x\",\"software\": \"RuinedFooocus\"}",
     "RuinedFooocus"},
    {"xmp",
     "Iptc4xmpExt:DigitalSourceFileType",
     "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
     "made by AI as stated (IPTC digital source type)"},
    {"mp4:meta", "workflow", "{\"last_node_id\":4}", "ComfyUI"},
    {"webm:tag", "WORKFLOW", "{\"last_node_id\":4}", "ComfyUI"},
    {"mp4:meta",
     "©cmt",
     "{\"prompt\": \"{\\\"3\\\": {\\\"class_type\\\": \\\"K\\\"}}\"}",
     "ComfyUI"},
    {"trailer",
     "PhotoEditor_Re_Edit_Data",
     "{\"v\":\"{\\\"genAIType\\\":8}\"}",
     "Samsung Galaxy AI edit"},
    {"exif", "UserComment", "{\"AIGC\":" LABEL "}", CHINA},
    {"png:iTXt", "AIGC", LABEL, CHINA},
    {"mp4:meta", "AIGC", LABEL, CHINA},
};

/* Cameras, editors and people, who write words of the same sound. */
static const Sample others[] = {
    {"exif", "ImageDescription", "DALLE ALPI AL MARE", NULL},
    {"exif", "ImageDescription", "DALL'ESTERO", NULL},
    {"exif", "ImageDescription", "Steps: 12, stairs to the temple", NULL},
    {"exif", "ImageDescription", "OpenAI headquarters, San Francisco", NULL},
    {"exif", "ImageDescription", "{\"Label\":\"1\",\"Contents\":\"x\"}", NULL},
    {"exif", "Software", "Adobe Photoshop 25.0 (Macintosh)", NULL},
    {"exif", "Software", "darktable 4.6", NULL},
    {"exif", "Artist", "Kling, Anna", NULL},
    {"iptc", "By-line", "Leonardo da Vinci", NULL},
    {"iptc", "By-line", "Sora Tanaka", NULL},
    {"iptc", "Credit", "Getty Images", NULL},
    {"iptc", "CopyrightNotice", "© 2024 OpenAI", NULL},
    {"iptc", "Caption", "Runway 2024, Paris", NULL},
    {"iptc", "OriginatingProgram", "Photo Mechanic", NULL},
    {"iptc", "SpecialInstructions", "FBMD0f000797010000ec0d0000", NULL},
    {"xmp", "xmp:CreatorTool", "Adobe Photoshop Lightroom Classic 13.2", NULL},
    {"xmp", "xmp:CreatorTool", "Luminar Neo", NULL},
    {"mp4:meta", "©too", "Google", NULL},
    {"mp4:meta", "©too", "HandBrake 1.7.3", NULL},
    {"trailer", "PhotoEditor_Re_Edit_Data", "{\"genAIType\":0}", NULL},
};

static void
check (const Sample *samples, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    const Sample *sample = &samples[i];
    g_autoptr (HikaeMediaContainer) container =
        hikae_media_container_read ((const guint8 *)"", 0);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonArray) marks = NULL;

    g_test_message ("%s %s: %s", sample->carrier, sample->key, sample->value);
    hikae_media_container_add_text (
        container, sample->carrier, sample->key, sample->value);
    marks = hikae_media_find_marks (container, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (
        json_array_get_length (marks), ==, sample->generator != NULL ? 1 : 0);
    if (sample->generator != NULL)
      g_assert_cmpstr (
          hikae_json_get_string (json_array_get_object_element (marks, 0), "generator"),
          ==,
          sample->generator);
  }
}

static void
test_names (void)
{
  check (names, G_N_ELEMENTS (names));
}

static void
test_settings (void)
{
  check (settings, G_N_ELEMENTS (settings));
}

static void
test_others (void)
{
  check (others, G_N_ELEMENTS (others));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/marks/names", test_names);
  g_test_add_func ("/media/marks/settings", test_settings);
  g_test_add_func ("/media/marks/others", test_others);
  return g_test_run ();
}
