/** The journal tool's command line. */
@NullMarked
package dev.rapporteur.tool;

import org.jspecify.annotations.NullMarked;
