package dev.rapporteur.ra.wildfly;

import dev.rapporteur.impl.monitor.EngineStatistics;
import dev.rapporteur.ra.ReportResourceAdapter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jboss.jca.core.spi.statistics.StatisticsPlugin;
import org.jspecify.annotations.Nullable;

/**
 * The engines' counters as WildFly reads them, for {@code statistics=extended}. They cost nothing,
 * so they are always on. Safe for all threads.
 *
 * <p>WildFly registers the first connection definition's plugin for each of them
 * (ConnectionDefinitionStatisticsService.start looks at no name). So a definition's plugin speaks
 * for all: plainly where there is one, with the definition's name before each statistic's where
 * there are several.
 */
final class EngineStatisticsPlugin implements StatisticsPlugin {

    private static final long serialVersionUID = 1L;

    /** One attribute: which statistic of which engines. */
    private record Reading(
            Statistic statistic, Function<Map<String, EngineStatistics>, Collection<EngineStatistics>> of) {}

    private final transient ReportResourceAdapter adapter;
    private final boolean apart;
    private volatile boolean enabled = true;

    private EngineStatisticsPlugin(ReportResourceAdapter adapter, boolean apart) {
        this.adapter = adapter;
        this.apart = apart;
    }

    /** The sums over all connection definitions. */
    static StatisticsPlugin ofAll(ReportResourceAdapter adapter) {
        return new EngineStatisticsPlugin(adapter, false);
    }

    /** Each connection definition's own. */
    static StatisticsPlugin ofEach(ReportResourceAdapter adapter) {
        return new EngineStatisticsPlugin(adapter, true);
    }

    private Map<String, Reading> readings() {
        Map<String, Reading> readings = new TreeMap<>();
        Set<String> names = adapter.definitionNames();
        for (Statistic statistic : Statistic.values()) {
            if (apart && names.size() > 1) {
                names.forEach(name -> readings.put(
                        name + "." + statistic.shown(), new Reading(statistic, engines -> only(engines.get(name)))));
            } else {
                readings.put(statistic.shown(), new Reading(statistic, Map::values));
            }
        }
        return readings;
    }

    private static List<EngineStatistics> only(@Nullable EngineStatistics engine) {
        return engine == null ? List.of() : List.of(engine);
    }

    @Override
    public Set<String> getNames() {
        return readings().keySet();
    }

    @Override
    public @Nullable Class<?> getType(String name) {
        Reading reading = readings().get(name);
        return reading == null ? null : reading.statistic().type();
    }

    @Override
    public String getDescription(String name) {
        return getDescription(name, Locale.ENGLISH);
    }

    @Override
    public String getDescription(String name, Locale locale) {
        Reading reading = readings().get(name);
        return reading == null ? "" : reading.statistic().description();
    }

    @Override
    public @Nullable Object getValue(String name) {
        Reading reading = readings().get(name);
        return reading == null ? null : reading.statistic().value(reading.of().apply(adapter.statistics()));
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    /** Does nothing: the counters tell of the journal as it is. */
    @Override
    public void clear() {
        // See above.
    }
}
