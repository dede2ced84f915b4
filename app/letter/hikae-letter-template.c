/* hikae-letter-template.c: templates to blocks
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-letter-private.h"
#include "hikae-text.h"

#include <string.h>

#define DATA_PREFIX "/io/github/hikae/Hikae/core/letters/"
#define MAX_DEPTH 8

/* A value stands between these two, and its line ends are the third. They are control
 * characters, which hikae_text_for_display() never lets through. */
#define FENCE_OPEN '\x01'
#define FENCE_CLOSE '\x02'
#define FENCE_LINE '\x03'

GResource *hikae_core_get_resource (void);

char *
hikae_letter_load_data (const char *name)
{
  g_autofree char *path = g_strconcat (DATA_PREFIX, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      hikae_core_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (bytes == NULL)
    return NULL;
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

typedef struct {
  const char *lang;
  GString *out;
  guint depth;
} Expansion;

static gboolean
expand_part (Expansion *self, const char *text, JsonObject *context, GError **error);

static gboolean
fail (GError **error, const char *why)
{
  g_set_error (error, HIKAE_ERROR, HIKAE_ERROR_FAILED, "letter template: %s", why);
  return FALSE;
}

static gboolean
is_there (JsonObject *context, const char *name)
{
  JsonNode *node = json_object_has_member (context, name)
                       ? json_object_get_member (context, name)
                       : NULL;
  const char *text = hikae_json_get_string (context, name);

  if (node == NULL)
    return FALSE;
  if (text != NULL)
    return *text != '\0';
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node)) > 0;
  return hikae_json_get_boolean (context, name, FALSE);
}

static void
append_value (GString *out, const char *value)
{
  g_autofree char *shown = hikae_text_for_display (value != NULL ? value : "", 0);

  g_string_append_c (out, FENCE_OPEN);
  for (const char *at = shown; *at != '\0'; at++)
    g_string_append_c (out, *at == '\n' ? FENCE_LINE : *at == '\t' ? ' ' : *at);
  g_string_append_c (out, FENCE_CLOSE);
}

/* The end of the section @name that begins at @text: where its closing tag starts. */
static const char *
find_close (const char *text, const char *name)
{
  g_autofree char *close = g_strdup_printf ("{{/%s}}", name);

  return strstr (text, close);
}

/* A tag alone on its line takes the line's end with it. */
static const char *
skip_line_end (const char *text, const char *start, const char *after)
{
  return (start == text || start[-1] == '\n') && *after == '\n' ? after + 1 : after;
}

static gboolean
expand_section (Expansion *self,
                const char *body,
                const char *name,
                JsonObject *context,
                GError **error)
{
  JsonArray *entries = hikae_json_get_array (context, name);

  if (entries == NULL)
    return expand_part (self, body, context, error);
  for (guint i = 0; i < json_array_get_length (entries); i++) {
    JsonObject *entry = json_array_get_object_element (entries, i);

    if (!expand_part (self, body, entry, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
expand_include (Expansion *self, const char *name, JsonObject *context, GError **error)
{
  g_autofree char *file = g_strdup_printf ("%s/%s.txt", self->lang, name);
  g_autofree char *text = hikae_letter_load_data (file);

  return text != NULL ? expand_part (self, text, context, error)
                      : fail (error, "a part that is nowhere");
}

/* One tag @name at @start, @after its end; moves @after over a whole section. */
static gboolean
expand_tag (Expansion *self,
            const char *text,
            const char *start,
            const char **after,
            JsonObject *context,
            GError **error)
{
  g_autofree char *tag = g_strndup (start + 2, (gsize)(*after - start - 4));
  const char *name = tag + 1;
  const char *close = NULL;
  g_autofree char *body = NULL;

  if (g_ascii_isalnum (*tag)) {
    append_value (self->out, hikae_json_get_string (context, tag));
    return TRUE;
  }
  *after = skip_line_end (text, start, *after);
  if (*tag == '>')
    return expand_include (self, name, context, error);
  close = *tag == '#' || *tag == '^' ? find_close (*after, name) : NULL;
  if (close == NULL)
    return fail (error, "a section that does not end");
  body = g_strndup (*after, (gsize)(close - *after));
  *after = skip_line_end (text, close, close + strlen (name) + 5);
  if (is_there (context, name) != (*tag == '#'))
    return TRUE;
  return *tag == '#' ? expand_section (self, body, name, context, error)
                     : expand_part (self, body, context, error);
}

static gboolean
expand_part (Expansion *self, const char *text, JsonObject *context, GError **error)
{
  const char *at = text;
  gboolean ok = TRUE;

  if (self->depth == MAX_DEPTH)
    return fail (error, "nested too deeply");
  self->depth++;
  while (ok && *at != '\0') {
    const char *start = strstr (at, "{{");
    const char *end = start != NULL ? strstr (start, "}}") : NULL;
    const char *after = end != NULL ? end + 2 : NULL;

    if (end == NULL) {
      g_string_append (self->out, at);
      break;
    }
    g_string_append_len (self->out, at, start - at);
    ok = end > start + 2 && expand_tag (self, text, start, &after, context, error);
    at = after;
    if (ok && self->out->len > HIKAE_LETTER_MAX) {
      g_set_error (error,
                   HIKAE_ERROR,
                   HIKAE_ERROR_REJECTED,
                   "the letter would be longer than %d bytes",
                   HIKAE_LETTER_MAX);
      ok = FALSE;
    }
  }
  self->depth--;
  return ok;
}

char *
hikae_template_expand (const char *template,
                       const char *lang,
                       JsonObject *context,
                       GError **error)
{
  Expansion expansion = {lang, g_string_new (NULL), 0};

  if (expand_part (&expansion, template, context, error))
    return g_string_free (expansion.out, FALSE);
  g_string_free (expansion.out, TRUE);
  return NULL;
}

static char *
dup_unfenced (const char *text, gsize size)
{
  GString *plain = g_string_sized_new (size);

  for (gsize i = 0; i < size; i++) {
    if (text[i] == FENCE_LINE)
      g_string_append_c (plain, '\n');
    else if (text[i] != FENCE_OPEN && text[i] != FENCE_CLOSE)
      g_string_append_c (plain, text[i]);
  }
  return g_strstrip (g_string_free (plain, FALSE));
}

/* The bar that ends a row's label, never one inside a value. */
static const char *
find_bar (const char *text)
{
  gboolean fenced = FALSE;

  for (const char *at = text; *at != '\0'; at++) {
    if (*at == FENCE_OPEN || *at == FENCE_CLOSE)
      fenced = *at == FENCE_OPEN;
    else if (*at == '|' && !fenced)
      return at;
  }
  return NULL;
}

static HikaeBlock *
parse_line (const char *line)
{
  static const struct {
    const char *mark;
    HikaeBlockKind kind;
  } marks[] = {
      {"## ", HIKAE_BLOCK_HEADING},
      {"# ", HIKAE_BLOCK_TITLE},
      {"> ", HIKAE_BLOCK_RIGHT},
      {"^ ", HIKAE_BLOCK_CENTER},
      {"- ", HIKAE_BLOCK_BULLET},
      {"@ ", HIKAE_BLOCK_PLACE},
      {"~ ", HIKAE_BLOCK_SMALL},
  };
  HikaeBlock *block = g_new0 (HikaeBlock, 1);
  const char *text = line;
  const char *bar = *line == '|' ? find_bar (line + 1) : NULL;

  block->kind = *line == '\0' ? HIKAE_BLOCK_GAP : HIKAE_BLOCK_TEXT;
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    if (block->kind != HIKAE_BLOCK_TEXT || !g_str_has_prefix (line, marks[i].mark))
      continue;
    block->kind = marks[i].kind;
    text = line + strlen (marks[i].mark);
  }
  if (bar != NULL) {
    block->kind = HIKAE_BLOCK_ROW;
    block->label = dup_unfenced (line + 1, (gsize)(bar - line - 1));
    text = bar + 1;
  }
  block->text = dup_unfenced (text, strlen (text));
  return block;
}

GPtrArray *
hikae_template_parse_blocks (const char *expanded)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_block_free);
  g_auto (GStrv) lines = g_strsplit (expanded, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    HikaeBlock *last =
        blocks->len > 0 ? g_ptr_array_index (blocks, blocks->len - 1) : NULL;
    HikaeBlock *block = parse_line (lines[i]);

    /* Bars of a row continue on lines that begin with two. */
    if (last != NULL && last->kind == HIKAE_BLOCK_ROW && block->kind == HIKAE_BLOCK_ROW &&
        *block->label == '\0') {
      g_autofree char *text = g_steal_pointer (&last->text);

      last->text = *text != '\0' ? g_strconcat (text, "\n", block->text, NULL)
                                 : g_strdup (block->text);
      hikae_block_free (block);
    } else if (block->kind == HIKAE_BLOCK_GAP &&
               (last == NULL || last->kind == HIKAE_BLOCK_GAP)) {
      hikae_block_free (block);
    } else {
      g_ptr_array_add (blocks, block);
    }
  }
  while (blocks->len > 0 &&
         ((HikaeBlock *)g_ptr_array_index (blocks, blocks->len - 1))->kind ==
             HIKAE_BLOCK_GAP)
    g_ptr_array_set_size (blocks, (gint)blocks->len - 1);
  return blocks;
}

void
hikae_block_free (HikaeBlock *self)
{
  if (self == NULL)
    return;
  g_free (self->label);
  g_free (self->text);
  g_free (self);
}
