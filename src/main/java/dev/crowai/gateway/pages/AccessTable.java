package dev.crowai.gateway.pages;

import dev.crowai.gateway.route.AccessRule;
import dev.crowai.gateway.route.CallerId;
import dev.crowai.gateway.route.OpenTo;
import dev.crowai.gateway.route.Particulars.ChainOfPath;
import dev.crowai.gateway.route.Particulars.Trait;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.route.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who may call which path, as the documentation shows it: the rows and rules of the catalogue, in the order in which
 * they decide.
 */
final class AccessTable {

    /**
     * One line of the table.
     *
     * @param path the path after {@code /api/v{n}/}
     * @param methods {@code any}, or the names of the methods
     * @param openTo who may call it
     * @param reason the reason; empty for the row of a service
     */
    record Line(String path, String methods, String openTo, String reason) {}

    private AccessTable() {}

    /** The lines that apply to most rows, followed by the lines of all rows. */
    static List<Line> of(List<Service> services) {
        List<Line> lines = new ArrayList<>();
        Services.publicPaths().forEach(path -> lines.add(publicPath("{service}", path)));
        lines.add(organizations(services));
        services.forEach(service -> lines.addAll(of(service)));
        return List.copyOf(lines);
    }

    /** The lines of one row; the first line that matches a request decides. */
    static List<Line> of(Service service) {
        List<Line> lines = new ArrayList<>();
        service.publicPaths().forEach(path -> lines.add(publicPath(service.segment(), path)));
        for (AccessRule rule : service.rules()) {
            String shown = service.segment() + "/" + rule.path();
            lines.add(new Line(shown, rule.methodNames(), rule.condition(), rule.reason()));
        }
        String rest = service.segment() + "/…";
        if (lines.isEmpty() || !lines.getLast().path().equals(rest)) {
            lines.add(new Line(rest, "any", service.openTo().toString(), ""));
        }
        return lines;
    }

    private static Line publicPath(String segment, ChainOfPath path) {
        String shown = segment + path.path().replace("/*", "/…");
        return new Line(shown, path.methodNames(), OpenTo.ANYONE.toString(), path.reason());
    }

    private static Line organizations(List<Service> services) {
        String exceptions = services.stream()
                .filter(service -> service.has(Trait.CHECKS_MEMBERSHIP))
                .map(Service::segment)
                .sorted()
                .collect(Collectors.joining(" and "));
        String parameters = Services.organizationParameters().stream().sorted().collect(Collectors.joining("=, ?"));
        return new Line(
                "…/" + Services.organizationSegment() + "/{" + CallerId.ORGANIZATION + "}, ?" + parameters + "=",
                "any",
                CallerId.ORGANIZATION.toString(),
                "on top of the lines below, wherever a request names an organization, but for " + exceptions);
    }
}
