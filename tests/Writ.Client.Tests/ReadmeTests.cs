namespace Writ.Client.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void Readme_Sample_IsTheProgramThatTheBuildCompiles()
    {
        var readme = File.ReadAllText(Path.Combine(Root(), "src", "Sdk", "Writ.Client", "README.md"));
        var program = File.ReadAllText(Path.Combine(Root(), "examples", "clients", "dotnet", "Program.cs"));
        Assert.Equal(program, readme.Split("```csharp\n")[1].Split("```")[0]);
    }

    [Fact]
    public void Guide_Samples_StandInProgramsThatTheBuildCompiles()
    {
        var blocks = File.ReadAllText(Path.Combine(Root(), "docs", "guides", "agents.md")).Split("```csharp\n").Skip(1).Select(static block => block.Split("```")[0].TrimEnd().Split('\n')).ToArray();
        string[] programs = ["examples/clients/dotnet/Program.cs", "tests/Writ.Actors/ClientAgent.cs", "tests/Writ.Actors/ClientAgent.cs"];
        Assert.Equal(programs.Length, blocks.Length);
        Assert.All(programs.Zip(blocks), pair =>
        {
            var program = File.ReadAllLines(Path.Combine(Root(), pair.First)).Select(static line => line.Trim()).ToArray();
            Assert.All(pair.Second, line => Assert.Contains(line, program));
        });
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Writ.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
