using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Writ.Architecture.Tests.Assemblies;

public sealed class AssemblyTests
{
    private const string Friends = "System.Runtime.CompilerServices.InternalsVisibleToAttribute";

    // What a zone may not so much as name: only a connector reaches out, only a store opens a database.
    private static readonly string[] Outward =
    [
        "System.Net.Sockets.", "System.Net.Http.HttpClient", "System.Net.Http.HttpMessageInvoker", "System.Net.Http.SocketsHttpHandler", "System.Net.WebSockets.ClientWebSocket",
        "System.Net.Dns", "System.Net.Quic.", "System.IO.Pipes.", "System.Diagnostics.Process", "System.Data.", "Microsoft.Data.", "SQLitePCL.", "Npgsql.", "System.Reflection.Emit.",
    ];

    private static readonly string[] Pure = ["Writ.Domain", "Writ.Decisions", "Writ.Cedar", "Writ.Jose", "Writ.Spiffe", "Writ.TransparencyLog", "Writ.Contracts", "Writ.Zones"];

    private static AssemblyDefinition Enforcement => BuiltAssembly.All["Writ.Enforcement"];

    [Fact]
    public void Authorized_OfTheBuiltAssembly_HasNoWayInFromOutside()
    {
        var type = Assert.Single(Enforcement.Types(), static t => t.FullName == "Writ.Enforcement.Authorized`1");
        Assert.True(type.IsSealed && type.IsClass && !type.IsValueType);
        var constructors = type.Methods.Where(static m => m.IsConstructor && !m.IsStatic).ToArray();
        Assert.NotEmpty(constructors);
        Assert.All(constructors, static c => Assert.True(c.IsAssembly || c.IsPrivate, $"{c} can be called from outside"));
        Assert.DoesNotContain(type.Methods, static m => m.IsStatic && m.IsPublic);
        Assert.DoesNotContain(type.Fields, static f => !f.IsPrivate);
        Assert.DoesNotContain(type.Properties, static p => p.SetMethod is { IsPublic: true });
        Assert.False(type.Methods.Any(static m => m.Name == "<Clone>$"), "a record's copy would be a second authorization");
    }

    [Fact]
    public void Enforcement_OfTheBuiltAssembly_HasNoFriends()
    {
        Assert.DoesNotContain(Enforcement.CustomAttributes, static a => a.AttributeType.FullName == Friends);
        Assert.DoesNotContain("InternalsVisibleTo", File.ReadAllText(Repository.Projects.Single(static p => p.Name == "Writ.Enforcement").Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Authorized_OverAllAssemblies_IsMadeInTheRecordStepAndTheSessionGateAlone()
    {
        var makers = BuiltAssembly.All.Values.SelectMany(static a => a.Bodies())
            .Where(static m => m.Body.Instructions.Any(static i => i.OpCode == OpCodes.Newobj && i.Operand is MethodReference { DeclaringType: var type } && type.GetElementType().FullName == "Writ.Enforcement.Authorized`1"))
            .Select(static m => Outermost(m.DeclaringType).FullName).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["Writ.Enforcement.Record", "Writ.Enforcement.SessionGate"], makers);
    }

    [Fact]
    public void EveryAssembly_OfThoseThatShip_IgnoresNobodysAccess() => Assert.All(BuiltAssembly.All.Values, static assembly =>
    {
        Assert.DoesNotContain(assembly.CustomAttributes, static a => a.AttributeType.Name == "IgnoresAccessChecksToAttribute");
        Assert.DoesNotContain(assembly.Types().SelectMany(static t => t.Methods).SelectMany(static m => m.CustomAttributes), static a =>
            a.AttributeType.Name == "UnsafeAccessorAttribute" && a.ConstructorArguments.Count > 0 && a.ConstructorArguments[0].Value is 0);
    });

    // Nobody can reference the composition root, so whom it is open to gains nothing from it.
    [Fact]
    public void Friends_OfEveryLibrary_AreTestsAlone() => Assert.All(BuiltAssembly.All.Where(static a => a.Key != "Writ.Cli").Select(static a => a.Value), static assembly => Assert.All(
        assembly.CustomAttributes.Where(static a => a.AttributeType.FullName == Friends),
        a => Assert.True(((string)a.ConstructorArguments[0].Value).EndsWith(".Tests", StringComparison.Ordinal), $"{assembly.Name.Name} is open to {a.ConstructorArguments[0].Value}")));

    [Fact]
    public void Zones_OfTheBuiltAssembly_NameNothingThatReachesOut()
    {
        var zones = BuiltAssembly.All["Writ.Zones"];
        Assert.DoesNotContain(zones.MainModule.AssemblyReferences, static r => r.Name is "Writ.Cedar" or "Writ.Decisions" or "Writ.Storage" or "Writ.Authority" or "Writ.Ledger" || r.Name.Contains("Sqlite", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(zones.MainModule.GetTypeReferences(), static t => Outward.Any(o => t.FullName.StartsWith(o, StringComparison.Ordinal)));
    }

    [Fact]
    public void Decisions_OfTheBuiltAssembly_NameNothingThatReachesOutOrLogs() => Assert.All(
        new[] { "Writ.Domain", "Writ.Decisions", "Writ.Cedar" },
        static name => Assert.DoesNotContain(BuiltAssembly.All[name].MainModule.GetTypeReferences(), static t =>
            Outward.Any(o => t.FullName.StartsWith(o, StringComparison.Ordinal)) || t.FullName is "System.TimeProvider" or "System.IO.File" or "System.IO.FileStream" or "System.IO.Directory"
            || t.FullName.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || t.FullName.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)));

    [Fact]
    public void Natives_OfPureAssembliesAndZones_AreNone() => Assert.All(
        Pure, static name => Assert.DoesNotContain(BuiltAssembly.All[name].Types().SelectMany(static t => t.Methods), static m => m.IsPInvokeImpl));

    // The language lets a record's copy constructor be called from outside, so a case could be added elsewhere. None is.
    [Fact]
    public void ClosedFamilies_OverAllAssemblies_HaveOnlyNestedCases() => Assert.All(BuiltAssembly.All.Values.SelectMany(static a => a.Types()), static type =>
    {
        var family = BuiltAssembly.All.Values.Select(a => type.BaseType is null ? null : a.MainModule.GetType(type.BaseType.FullName)).FirstOrDefault(static t => t is not null);
        if (family is { IsAbstract: true } && family.Methods.Any(static m => m.Name == "<Clone>$") && family.Methods.Any(static m => m.IsConstructor && m.IsPrivate))
        {
            Assert.True(type.IsSealed && type.DeclaringType == family, $"{type.FullName} opens the closed family {family.FullName}");
        }
    });

    [Fact]
    public void References_OfEachBuiltAssembly_AreWhatTheTablePermits() => Assert.All(BuiltAssembly.All, static pair =>
    {
        var knows = Arrows.ArrowTable.Knows.GetValueOrDefault(pair.Key, []);
        Assert.All(
            pair.Value.MainModule.AssemblyReferences.Where(static r => r.Name.StartsWith("Writ.", StringComparison.Ordinal)),
            r => Assert.True(knows.Contains("*") || knows.Contains(r.Name), $"{pair.Key} was built against {r.Name}"));
    });

    [Fact]
    public void Bodies_OfEveryAssembly_AreImplemented() => Assert.DoesNotContain(
        BuiltAssembly.All.Values.SelectMany(static a => a.MainModule.GetTypeReferences()), static t => t.FullName == "System.NotImplementedException");

    [Fact]
    public void References_OfAllAssemblies_AreSeenByThisHarness()
    {
        // The harness sees what it says it looks for: the store does name the database, and attestation does call the kernel.
        Assert.Contains(BuiltAssembly.All["Writ.Storage"].MainModule.GetTypeReferences(), static t => Outward.Any(o => t.FullName.StartsWith(o, StringComparison.Ordinal)));
        Assert.Contains(BuiltAssembly.All["Writ.Authority"].Types().SelectMany(static t => t.Methods), static m => m.IsPInvokeImpl);
    }

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
