/** Real databases as processes. */
@NullMarked
package dev.rapporteur.testkit.database;

import org.jspecify.annotations.NullMarked;
