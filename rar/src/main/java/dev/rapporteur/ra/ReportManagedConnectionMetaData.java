package dev.rapporteur.ra;

import jakarta.resource.spi.ManagedConnectionMetaData;

/** What the server may show of a connection. */
final class ReportManagedConnectionMetaData implements ManagedConnectionMetaData {

    private static final int UNLIMITED = 0;

    @Override
    public String getEISProductName() {
        return "Rapporteur";
    }

    /** The archive's version, as its manifest has it. */
    @Override
    public String getEISProductVersion() {
        String version = ReportManagedConnectionMetaData.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    @Override
    public int getMaxConnections() {
        return UNLIMITED;
    }

    /** Nobody: connections bear no user, the engine's configuration does. */
    @Override
    public String getUserName() {
        return "";
    }
}
