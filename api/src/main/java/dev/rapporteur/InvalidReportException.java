package dev.rapporteur;

import org.jspecify.annotations.Nullable;

/** A part of the report is missing or not allowed: a null payload or key, a reserved header name. */
public final class InvalidReportException extends ReportException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong with which report.
     *
     * @param topic the report's topic, null if that is what is missing
     * @param problem what is wrong
     * @param remedy what to do
     */
    public InvalidReportException(@Nullable String topic, String problem, String remedy) {
        super("Report" + (topic == null ? "" : " to topic \"" + topic + "\"") + ": " + problem + "; " + remedy + ".");
    }
}
