package dev.rapporteur.ra;

import jakarta.resource.spi.ConfigProperty;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The config properties that resource adapter and connection definition share. It only collects
 * texts: {@link dev.rapporteur.impl.config.Settings} says what they mean, and they are checked all
 * at once when a connection definition starts, rather than one by one as the server sets them.
 *
 * <p>Equal beans are of one class and have equal texts, as the Connectors contract asks for. Set by
 * the server's deploying thread, read after that.
 */
public abstract class SettingsBean implements Serializable {

    private static final long serialVersionUID = 1L;

    private final TreeMap<String, String> texts = new TreeMap<>();

    /** What was set, by property name. */
    final Map<String, String> texts() {
        return texts;
    }

    private void set(String property, @Nullable String text) {
        if (text == null) {
            texts.remove(property);
        } else {
            texts.put(property, text);
        }
    }

    @Override
    @SuppressWarnings("EqualsGetClass") // A resource adapter is never equal to a definition with the same texts.
    public final boolean equals(@Nullable Object other) {
        return this == other
                || (other != null && getClass() == other.getClass() && texts.equals(((SettingsBean) other).texts));
    }

    @Override
    public final int hashCode() {
        return texts.hashCode();
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setName(@Nullable String text) {
        set("name", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setBootstrapServers(@Nullable String text) {
        set("bootstrapServers", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setNodeName(@Nullable String text) {
        set("nodeName", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setClientId(@Nullable String text) {
        set("clientId", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setJournalDirectory(@Nullable String text) {
        set("journalDirectory", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setExpectedJournalId(@Nullable String text) {
        set("expectedJournalId", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setJournalMaxBytes(@Nullable String text) {
        set("journalMaxBytes", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSegmentBytes(@Nullable String text) {
        set("segmentBytes", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setDurability(@Nullable String text) {
        set("durability", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setUndecidedHold(@Nullable String text) {
        set("undecidedHold", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setStopTimeout(@Nullable String text) {
        set("stopTimeout", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setMemoryMaxBytes(@Nullable String text) {
        set("memoryMaxBytes", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setTransactionMemoryBytes(@Nullable String text) {
        set("transactionMemoryBytes", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setMaxReportBytes(@Nullable String text) {
        set("maxReportBytes", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setDeliveryGuarantee(@Nullable String text) {
        set("deliveryGuarantee", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setLingerMs(@Nullable String text) {
        set("lingerMs", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setBatchBytes(@Nullable String text) {
        set("batchBytes", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setCompressionType(@Nullable String text) {
        set("compressionType", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSecurityProtocol(@Nullable String text) {
        set("securityProtocol", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSaslMechanism(@Nullable String text) {
        set("saslMechanism", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSaslUsername(@Nullable String text) {
        set("saslUsername", text);
    }

    /** See the configuration reference. */
    @ConfigProperty(confidential = true)
    public void setSaslPassword(@Nullable String text) {
        set("saslPassword", text);
    }

    /** See the configuration reference. */
    @ConfigProperty(confidential = true)
    public void setSaslJaasConfig(@Nullable String text) {
        set("saslJaasConfig", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSslTruststoreLocation(@Nullable String text) {
        set("sslTruststoreLocation", text);
    }

    /** See the configuration reference. */
    @ConfigProperty(confidential = true)
    public void setSslTruststorePassword(@Nullable String text) {
        set("sslTruststorePassword", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSslTruststoreType(@Nullable String text) {
        set("sslTruststoreType", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSslKeystoreLocation(@Nullable String text) {
        set("sslKeystoreLocation", text);
    }

    /** See the configuration reference. */
    @ConfigProperty(confidential = true)
    public void setSslKeystorePassword(@Nullable String text) {
        set("sslKeystorePassword", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSslKeystoreType(@Nullable String text) {
        set("sslKeystoreType", text);
    }

    /** See the configuration reference. */
    @ConfigProperty(confidential = true)
    public void setSslKeyPassword(@Nullable String text) {
        set("sslKeyPassword", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSslEndpointIdentificationAlgorithm(@Nullable String text) {
        set("sslEndpointIdentificationAlgorithm", text);
    }

    /** See the configuration reference. */
    @ConfigProperty(confidential = true)
    public void setKafkaProperties(@Nullable String text) {
        set("kafkaProperties", text);
    }
}
