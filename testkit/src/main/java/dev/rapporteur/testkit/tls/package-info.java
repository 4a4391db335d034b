/** Certificates for servers of tests. */
@NullMarked
package dev.rapporteur.testkit.tls;

import org.jspecify.annotations.NullMarked;
