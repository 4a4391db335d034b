/** Looking into a journal: what it holds, whether it is sound, and taking reports out of it. */
@NullMarked
package dev.rapporteur.impl.tool;

import org.jspecify.annotations.NullMarked;
