package dev.rapporteur.it.bed;

import org.jboss.arquillian.core.spi.LoadableExtension;

/** Has the shared server run before Arquillian reads in arquillian.xml where it is. */
public final class SharedServerExtension implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        System.setProperty(
                "it.managementPort", Integer.toString(Bed.server().consoleUrl().getPort()));
    }
}
