/* SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the page answers at all; "alone": it has no origin, as in a sandbox. */
return self.origin === 'null' ? 'alone' : 'here';
