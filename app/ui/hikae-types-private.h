/* hikae-types-private.h: the widget types that templates name
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Registers every type that a template names, before the first template is read. */
void hikae_types_ensure (void);
