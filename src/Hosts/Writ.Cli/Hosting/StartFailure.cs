using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Writ.Authority;
using Writ.Domain;
using Writ.Storage;

namespace Writ.Cli;

/// <summary>Turns what can go wrong at the start into errors that an operator can act on.</summary>
internal static class StartFailure
{
    public static CliException Explain(StoreException store) => new(ExitCode.Failure, store.Code, Strip(store.Message, store.Code, store.Fix), store.Fix);

    public static CliException? Explain(Exception exception, UpOptions options, BundleEndpointRegistration? bundles) => exception switch
    {
        StoreException store => Explain(store),
        AuthorityException authority => new CliException(ExitCode.Failure, authority.Code, authority.Text, authority.Fix),
        IOException { InnerException: AddressInUseException } taken when bundles is not null && taken.Message.Contains($"https://{bundles.Listen}:", StringComparison.Ordinal) => new CliException(
            ExitCode.Failure, "W1911", "the address of `bundle_endpoint` is taken by another program", "choose another `listen` in writ.yaml"),
        IOException { InnerException: AddressInUseException } => new CliException(
            ExitCode.Failure, "W1911", $"port {options.Port}, {options.TlsPort} or {options.OperatorPort} is taken by another program", "choose others with `--port`, `--tls-port` and `--operator-port`, or 0 for any free one"),
        SocketException or IOException => new CliException(ExitCode.Failure, "W1912", $"a listener could not be opened: {Cause.Of(exception)}", $"look at `{options.Home.Run}`"),
        UnauthorizedAccessException => new CliException(ExitCode.Failure, "W1913", $"the home folder `{options.Home.Folder}` is not yours to write", "choose another with `--home`"),
        _ => null,
    };

    // The message of a store's exception carries its code and fix, which the screen writes in their own places.
    private static string Strip(string message, string code, string fix) =>
        message.StartsWith(code + ": ", StringComparison.Ordinal) && message.EndsWith("; " + fix, StringComparison.Ordinal) ? message[(code.Length + 2)..^(fix.Length + 2)] : message;
}
