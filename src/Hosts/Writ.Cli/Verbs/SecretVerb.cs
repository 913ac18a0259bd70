using System.CommandLine;
using Writ.Contracts;

namespace Writ.Cli;

/// <summary>`writ secret`: the secrets that Writ keeps for servers. They go in and leave by the last hop only: there is no way to read one.</summary>
internal static class SecretVerb
{
    public static Command Create(Option<string?> home)
    {
        var name = new Argument<string>("name") { Description = "the secret's name" };
        var set = new Command("set", "set a secret to what standard input says; on a terminal it is asked for and not shown") { name };
        set.SetAction((result, cancellationToken) => SetAsync(Home.Find(result.GetValue(home)), result.GetRequiredValue(name), cancellationToken));
        var list = new Command("list", "list the secrets that are held");
        list.SetAction((result, cancellationToken) => ListAsync(Home.Find(result.GetValue(home)), static v => v.Held, cancellationToken));
        var versions = new Command("versions", "list every version that there was of a secret") { name };
        versions.SetAction((result, cancellationToken) =>
        {
            var which = result.GetRequiredValue(name);
            return ListAsync(Home.Find(result.GetValue(home)), v => v.Name == which, cancellationToken);
        });
        var remove = new Command("remove", "remove a secret and its value") { name };
        remove.SetAction((result, cancellationToken) => RemoveAsync(Home.Find(result.GetValue(home)), result.GetRequiredValue(name), cancellationToken));
        return new Command("secret", "set, list and remove the secrets that Writ keeps for servers; none can be read") { set, list, versions, remove };
    }

    private static async Task<int> SetAsync(Home home, string name, CancellationToken cancellationToken)
    {
        var value = await SecretInput.ReadAsync($"value of `{name}`", cancellationToken);
        using var control = new ControlClient(home);
        var list = await control.PostAsync(Path(name), new SecretRequest(value), ContractsJson.Default.SecretRequest, ContractsJson.Default.SecretListDocument, cancellationToken);
        Screen.Line($"`{name}` is version {list.Versions.Last(v => v.Name == name).Version} now; sessions opened from now on use it");
        return ExitCode.Ok;
    }

    private static async Task<int> ListAsync(Home home, Func<SecretVersionDocument, bool> shown, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var list = await control.GetAsync("/v1/secrets", ContractsJson.Default.SecretListDocument, cancellationToken);
        foreach (var version in list.Versions.Where(shown))
        {
            Screen.Line($"{version.Name,-24} {version.Version,4}  {version.Made.ToLocalTime():yyyy-MM-dd HH:mm}{(version.Held ? "" : "  destroyed")}");
        }

        return ExitCode.Ok;
    }

    private static async Task<int> RemoveAsync(Home home, string name, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        await control.PostAsync($"{Path(name)}/remove", ContractsJson.Default.SecretListDocument, cancellationToken);
        Screen.Line($"`{name}` is removed");
        return ExitCode.Ok;
    }

    private static string Path(string name) => $"/v1/secrets/{Uri.EscapeDataString(name)}";
}
