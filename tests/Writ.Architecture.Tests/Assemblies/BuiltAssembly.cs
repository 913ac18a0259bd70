using Mono.Cecil;

namespace Writ.Architecture.Tests.Assemblies;

/// <summary>The assemblies of the projects that ship, as they were built.</summary>
internal static class BuiltAssembly
{
    public static IReadOnlyDictionary<string, AssemblyDefinition> All { get; } = Repository.Projects.ToDictionary(static p => p.Name, static p => Read(p), StringComparer.Ordinal);

    /// <summary>Every type of an assembly, nested ones too.</summary>
    public static IEnumerable<TypeDefinition> Types(this AssemblyDefinition assembly) => assembly.MainModule.GetTypes();

    /// <summary>Every method with a body.</summary>
    public static IEnumerable<MethodDefinition> Bodies(this AssemblyDefinition assembly) => assembly.Types().SelectMany(static t => t.Methods).Where(static m => m.HasBody);

    private static AssemblyDefinition Read(Project project)
    {
        var name = Repository.Xml(project.Path).Descendants("AssemblyName").FirstOrDefault()?.Value ?? project.Name;
        return AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
    }
}
