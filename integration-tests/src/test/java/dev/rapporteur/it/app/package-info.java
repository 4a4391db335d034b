/** What runs in the server: small applications, each bean as a user would write it. */
@NullMarked
package dev.rapporteur.it.app;

import org.jspecify.annotations.NullMarked;
