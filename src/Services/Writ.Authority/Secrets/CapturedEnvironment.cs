using System.Collections.Concurrent;
using System.Text;
using Writ.Domain;

namespace Writ.Authority.Secrets;

/// <summary>The environment variables that hold secrets: each is read once and taken out of the environment, so that no process which Writ starts inherits it. Thread-safe.</summary>
public sealed class CapturedEnvironment
{
    private readonly ConcurrentDictionary<string, byte[]?> variables = new(StringComparer.Ordinal);

    /// <summary>Reads the variables that a release names, and takes them out of the environment. Before any process is started, so that none inherits them.</summary>
    public void Capture(Release release)
    {
        ArgumentNullException.ThrowIfNull(release);
        foreach (var variable in release.Secrets.Values.OfType<SecretSource.Variable>())
        {
            Take(variable.Name);
        }
    }

    /// <summary>The value of a variable; null when there was none when it was first asked for.</summary>
    public byte[]? Take(string variable) => variables.GetOrAdd(variable, static named =>
    {
        var value = Environment.GetEnvironmentVariable(named);
        Environment.SetEnvironmentVariable(named, null);
        return value is null ? null : Encoding.UTF8.GetBytes(value);
    });
}
